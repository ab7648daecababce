/**
 * The grammar files that come with the kit, bundled as data so that no file is read. One line each:
 * a new file under `data/raags` is listed here, and a test compares the list with the folder.
 *
 * @module
 */

import Abhogi from "../../data/raags/Abhogi.json" with { type: "json" };
import Adana from "../../data/raags/Adana.json" with { type: "json" };
import AhirBhairav from "../../data/raags/Ahir_Bhairav.json" with { type: "json" };
import AlhaiyaBilawal from "../../data/raags/Alhaiya_Bilawal.json" with { type: "json" };
import Amritvarshini from "../../data/raags/Amritvarshini.json" with { type: "json" };
import Asavari from "../../data/raags/Asavari.json" with { type: "json" };
import Bageshree from "../../data/raags/Bageshree.json" with { type: "json" };
import Bahar from "../../data/raags/Bahar.json" with { type: "json" };
import Bairagi from "../../data/raags/Bairagi.json" with { type: "json" };
import Basant from "../../data/raags/Basant.json" with { type: "json" };
import BasantMukhari from "../../data/raags/Basant_Mukhari.json" with { type: "json" };
import Bhairav from "../../data/raags/Bhairav.json" with { type: "json" };
import Bhairavi from "../../data/raags/Bhairavi.json" with { type: "json" };
import Bhatiyar from "../../data/raags/Bhatiyar.json" with { type: "json" };
import Bhimpalasi from "../../data/raags/Bhimpalasi.json" with { type: "json" };
import BhinnaShadja from "../../data/raags/Bhinna_Shadja.json" with { type: "json" };
import BhupalTodi from "../../data/raags/Bhupal_Todi.json" with { type: "json" };
import Bhupali from "../../data/raags/Bhupali.json" with { type: "json" };
import Bihag from "../../data/raags/Bihag.json" with { type: "json" };
import BilaskhaniTodi from "../../data/raags/Bilaskhani_Todi.json" with { type: "json" };
import Bilawal from "../../data/raags/Bilawal.json" with { type: "json" };
import BrindavaniSarang from "../../data/raags/Brindavani_Sarang.json" with { type: "json" };
import Chandrakauns from "../../data/raags/Chandrakauns.json" with { type: "json" };
import Charukeshi from "../../data/raags/Charukeshi.json" with { type: "json" };
import Chhayanat from "../../data/raags/Chhayanat.json" with { type: "json" };
import Darbari from "../../data/raags/Darbari.json" with { type: "json" };
import Desh from "../../data/raags/Desh.json" with { type: "json" };
import Deshkar from "../../data/raags/Deshkar.json" with { type: "json" };
import Desi from "../../data/raags/Desi.json" with { type: "json" };
import Dhanashri from "../../data/raags/Dhanashri.json" with { type: "json" };
import Dhani from "../../data/raags/Dhani.json" with { type: "json" };
import Durga from "../../data/raags/Durga.json" with { type: "json" };
import GaudSarang from "../../data/raags/Gaud_Sarang.json" with { type: "json" };
import GaudMalhar from "../../data/raags/Gaud_Malhar.json" with { type: "json" };
import Gavati from "../../data/raags/Gavati.json" with { type: "json" };
import GorakhKalyan from "../../data/raags/Gorakh_Kalyan.json" with { type: "json" };
import Gunkali from "../../data/raags/Gunkali.json" with { type: "json" };
import GurjariTodi from "../../data/raags/Gurjari_Todi.json" with { type: "json" };
import Hamir from "../../data/raags/Hamir.json" with { type: "json" };
import Hamsadhwani from "../../data/raags/Hamsadhwani.json" with { type: "json" };
import Hemant from "../../data/raags/Hemant.json" with { type: "json" };
import Hindol from "../../data/raags/Hindol.json" with { type: "json" };
import Jaijaivanti from "../../data/raags/Jaijaivanti.json" with { type: "json" };
import Jaunpuri from "../../data/raags/Jaunpuri.json" with { type: "json" };
import Jhinjhoti from "../../data/raags/Jhinjhoti.json" with { type: "json" };
import Jog from "../../data/raags/Jog.json" with { type: "json" };
import Jogiya from "../../data/raags/Jogiya.json" with { type: "json" };
import Jogkauns from "../../data/raags/Jogkauns.json" with { type: "json" };
import Kafi from "../../data/raags/Kafi.json" with { type: "json" };
import Kalavati from "../../data/raags/Kalavati.json" with { type: "json" };
import Kalingda from "../../data/raags/Kalingda.json" with { type: "json" };
import Kamod from "../../data/raags/Kamod.json" with { type: "json" };
import KaunsiKanada from "../../data/raags/Kaunsi_Kanada.json" with { type: "json" };
import Kedar from "../../data/raags/Kedar.json" with { type: "json" };
import Khamaj from "../../data/raags/Khamaj.json" with { type: "json" };
import Kirwani from "../../data/raags/Kirwani.json" with { type: "json" };
import KomalRishabhAsavari from "../../data/raags/Komal_Rishabh_Asavari.json" with { type: "json" };
import Lalit from "../../data/raags/Lalit.json" with { type: "json" };
import MadhmadSarang from "../../data/raags/Madhmad_Sarang.json" with { type: "json" };
import Madhukauns from "../../data/raags/Madhukauns.json" with { type: "json" };
import Madhuvanti from "../../data/raags/Madhuvanti.json" with { type: "json" };
import Malkauns from "../../data/raags/Malkauns.json" with { type: "json" };
import MaruBihag from "../../data/raags/Maru_Bihag.json" with { type: "json" };
import Marwa from "../../data/raags/Marwa.json" with { type: "json" };
import Megh from "../../data/raags/Megh.json" with { type: "json" };
import MiyanMalhar from "../../data/raags/Miyan_Malhar.json" with { type: "json" };
import Multani from "../../data/raags/Multani.json" with { type: "json" };
import NatBhairav from "../../data/raags/Nat_Bhairav.json" with { type: "json" };
import NayakiKanada from "../../data/raags/Nayaki_Kanada.json" with { type: "json" };
import Paraj from "../../data/raags/Paraj.json" with { type: "json" };
import Patdeep from "../../data/raags/Patdeep.json" with { type: "json" };
import Pilu from "../../data/raags/Pilu.json" with { type: "json" };
import Puriya from "../../data/raags/Puriya.json" with { type: "json" };
import PuriyaDhanashri from "../../data/raags/Puriya_Dhanashri.json" with { type: "json" };
import PuriyaKalyan from "../../data/raags/Puriya_Kalyan.json" with { type: "json" };
import Purvi from "../../data/raags/Purvi.json" with { type: "json" };
import Rageshree from "../../data/raags/Rageshree.json" with { type: "json" };
import Ramkali from "../../data/raags/Ramkali.json" with { type: "json" };
import Saraswati from "../../data/raags/Saraswati.json" with { type: "json" };
import Shankara from "../../data/raags/Shankara.json" with { type: "json" };
import Shivaranjani from "../../data/raags/Shivaranjani.json" with { type: "json" };
import Shri from "../../data/raags/Shri.json" with { type: "json" };
import ShuddhaKalyan from "../../data/raags/Shuddha_Kalyan.json" with { type: "json" };
import ShuddhaSarang from "../../data/raags/Shuddha_Sarang.json" with { type: "json" };
import SimhendraMadhyam from "../../data/raags/Simhendra_Madhyam.json" with { type: "json" };
import Sohni from "../../data/raags/Sohni.json" with { type: "json" };
import Sorath from "../../data/raags/Sorath.json" with { type: "json" };
import TilakKamod from "../../data/raags/Tilak_Kamod.json" with { type: "json" };
import Tilang from "../../data/raags/Tilang.json" with { type: "json" };
import Todi from "../../data/raags/Todi.json" with { type: "json" };
import Vibhas from "../../data/raags/Vibhas.json" with { type: "json" };
import Yaman from "../../data/raags/Yaman.json" with { type: "json" };
import YamanKalyan from "../../data/raags/Yaman_Kalyan.json" with { type: "json" };

/** A grammar as its file says it, unchecked: what is read before the grammar itself is wanted. */
export interface GrammarFile {
  /** The label. */
  raag: string;
  /** Other spellings and names. */
  names?: string[];
}

/** Every grammar that comes with the kit, by label. */
export const GRAMMAR_FILES: readonly GrammarFile[] = [
  Abhogi,
  Adana,
  AhirBhairav,
  AlhaiyaBilawal,
  Amritvarshini,
  Asavari,
  Bageshree,
  Bahar,
  Bairagi,
  Basant,
  BasantMukhari,
  Bhairav,
  Bhairavi,
  Bhatiyar,
  Bhimpalasi,
  BhinnaShadja,
  BhupalTodi,
  Bhupali,
  Bihag,
  BilaskhaniTodi,
  Bilawal,
  BrindavaniSarang,
  Chandrakauns,
  Charukeshi,
  Chhayanat,
  Darbari,
  Desh,
  Deshkar,
  Desi,
  Dhanashri,
  Dhani,
  Durga,
  GaudSarang,
  GaudMalhar,
  Gavati,
  GorakhKalyan,
  Gunkali,
  GurjariTodi,
  Hamir,
  Hamsadhwani,
  Hemant,
  Hindol,
  Jaijaivanti,
  Jaunpuri,
  Jhinjhoti,
  Jog,
  Jogiya,
  Jogkauns,
  Kafi,
  Kalavati,
  Kalingda,
  Kamod,
  KaunsiKanada,
  Kedar,
  Khamaj,
  Kirwani,
  KomalRishabhAsavari,
  Lalit,
  MadhmadSarang,
  Madhukauns,
  Madhuvanti,
  Malkauns,
  MaruBihag,
  Marwa,
  Megh,
  MiyanMalhar,
  Multani,
  NatBhairav,
  NayakiKanada,
  Paraj,
  Patdeep,
  Pilu,
  Puriya,
  PuriyaDhanashri,
  PuriyaKalyan,
  Purvi,
  Rageshree,
  Ramkali,
  Saraswati,
  Shankara,
  Shivaranjani,
  Shri,
  ShuddhaKalyan,
  ShuddhaSarang,
  SimhendraMadhyam,
  Sohni,
  Sorath,
  TilakKamod,
  Tilang,
  Todi,
  Vibhas,
  Yaman,
  YamanKalyan,
];
