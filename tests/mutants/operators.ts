/**
 * What the mutation run changes in a source, as a plugin of `deno lint`, which knows the syntax:
 * each message is one {@linkcode Change} as JSON. Types, texts and what an error says stay.
 *
 * @module
 */

/** Characters start..end of a source are replaced by `text`. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

/** Operators and what they become. */
const SWAPS: Record<string, string> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+=": "-=",
  "-=": "+=",
  "*=": "/=",
  "/=": "*=",
};

/** Functions that have a neighbour. */
const NEIGHBOURS: Record<string, string> = {
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  round: "floor",
  some: "every",
  every: "some",
};

type Node = Deno.lint.Node;

/** What a node stands in. */
function parentOf(node: Node): Node | undefined {
  return node.type !== "Program" && "parent" in node ? node.parent as Node : undefined;
}

/** Whether a node is part of an error that is thrown: its text is for people. */
function isThrown(node: Node | undefined): boolean {
  return node !== undefined && (node.type === "ThrowStatement" || isThrown(parentOf(node)));
}

/** Whether a number is what a comparison gives to `sort`, of which the sign counts and no more. */
function isSign(node: Node): boolean {
  const parent = parentOf(node);
  if (parent?.type === "UnaryExpression" || parent?.type === "ConditionalExpression") {
    return isSign(parent);
  }
  const call = parent?.type === "ArrowFunctionExpression" ? parentOf(parent) : undefined;
  return call?.type === "CallExpression" && call.callee.type === "MemberExpression" &&
    call.callee.property.type === "Identifier" && /^(toS|s)ort$/.test(call.callee.property.name);
}

/** Whether a sum joins texts. */
function isText(node: Node): boolean {
  if (node.type === "BinaryExpression") return isText(node.left) || isText(node.right);
  return node.type === "TemplateLiteral" ||
    (node.type === "Literal" && typeof node.value === "string");
}

/** The plugin. */
const plugin: Deno.lint.Plugin = {
  name: "mutants",
  rules: {
    change: {
      create(context) {
        const source = context.sourceCode.text;
        const change = (node: Node, [start, end]: readonly [number, number], text: string) => {
          if (isThrown(node)) return;
          context.report({ node, message: JSON.stringify({ start, end, text }) });
        };
        /** Changes the operator between two operands; with brackets, since ?? mixes with no other. */
        const swap = (
          node: Node,
          left: Node,
          operator: string,
          right: Node,
        ) => {
          const other = SWAPS[operator];
          if (other === undefined || isText(left) || isText(right)) return;
          const text = (side: Node) => source.slice(...side.range);
          if (operator === "??") {
            return change(node, node.range, `((${text(left)}) ${other} (${text(right)}))`);
          }
          // One step too many writes behind the end of a typed array, which ignores it: one too few.
          if (operator === "<" && parentOf(node)?.type === "ForStatement") {
            return change(node, [right.range[1], right.range[1]], " - 1");
          }
          const at = source.indexOf(operator, left.range[1]);
          change(node, [at, at + operator.length], other);
        };
        return {
          BinaryExpression: (node) => swap(node, node.left, node.operator, node.right),
          LogicalExpression: (node) => swap(node, node.left, node.operator, node.right),
          AssignmentExpression: (node) => swap(node, node.left, node.operator, node.right),
          UpdateExpression(node) {
            // A loop that counts the wrong way only costs the time until it is stopped.
            if (node.parent.type === "ForStatement") return;
            const at = source.indexOf(node.operator, node.range[0]);
            change(node, [at, at + 2], node.operator === "++" ? "--" : "++");
          },
          UnaryExpression(node) {
            if (node.operator !== "!" && node.operator !== "-") return;
            if (node.parent.type === "TSLiteralType") return;
            change(node, node.range, `(${source.slice(...node.argument.range)})`);
          },
          Literal(node) {
            if (node.parent.type === "TSLiteralType") return;
            // The linter takes 10_000 for no number.
            const value = typeof node.value === "number"
              ? Number(node.raw.replaceAll("_", ""))
              : node.value;
            if (typeof value === "boolean") change(node, node.range, String(!value));
            if (typeof value !== "number" || (value === 1 && isSign(node))) return;
            const isCount = Number.isSafeInteger(value);
            change(node, node.range, String(isCount ? value + 1 : value * 2));
          },
          IfStatement: (node) => change(node, node.test.range, "false"),
          ConditionalExpression: (node) =>
            change(node, node.test.range, `!(${source.slice(...node.test.range)})`),
          MemberExpression(node) {
            if (node.computed || node.property.type !== "Identifier") return;
            const other = NEIGHBOURS[node.property.name];
            if (other !== undefined) change(node, node.property.range, other);
          },
          ExpressionStatement(node) {
            const { type } = node.expression;
            const isCall = type === "CallExpression" || type === "AwaitExpression";
            if (isCall || type === "AssignmentExpression") change(node, node.range, ";");
          },
        };
      },
    },
  },
};

export default plugin;
