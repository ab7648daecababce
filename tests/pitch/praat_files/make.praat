# Makes the files beside this one: praat --run make.praat
Create Sound from formula: "glide", 1, 0, 0.3, 22050, "if x < 0.1 or x > 0.15 then sin(2*pi*(220*x+200*x*x)) else 0 fi"
To Pitch: 0.01, 75, 600
Save as text file: "text.Pitch"
Save as short text file: "short.Pitch"
Save as binary file: "binary.Pitch"
Down to PitchTier
Save as text file: "text.PitchTier"
Save as short text file: "short.PitchTier"
Save as binary file: "binary.PitchTier"
Save as PitchTier spreadsheet file: "spreadsheet.PitchTier"
Save as headerless spreadsheet file: "headerless.PitchTier"
