// Mutants that are not worth a test, for StrykerJS: the words of log lines and of errors that only engineers read.
interface Node {
  type: string;
  name?: string;
  object?: Node;
  callee?: Node;
  expression?: Node;
}
interface NodePath {
  node: Node;
  parent: Node | null;
}

function shouldIgnore({ node, parent }: NodePath): string | undefined {
  const call = node.type === "ExpressionStatement" ? node.expression : node;
  if (call?.type === "CallExpression" && call.callee?.object?.name === "log")
    return "Log lines are for people; no rule depends on their words.";
  const isText = node.type === "StringLiteral" || node.type === "TemplateLiteral";
  if (isText && parent?.type === "NewExpression" && /^(Type|Range)?Error$/.test(parent.callee?.name ?? ""))
    return "The message of an error that has no code is for engineers.";
  return undefined;
}

export const strykerPlugins = [{ kind: "Ignore", name: "words", value: { shouldIgnore } }];
