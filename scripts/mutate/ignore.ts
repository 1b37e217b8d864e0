// StrykerJS plugin: ignores mutants in the text of log lines and of errors that only engineers read.
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
    return "No rule depends on the text of a log line.";
  const isText = node.type === "StringLiteral" || node.type === "TemplateLiteral";
  if (isText && parent?.type === "NewExpression" && /^(Type|Range)?Error$/.test(parent.callee?.name ?? ""))
    return "No rule depends on the message of an error without a code.";
  return undefined;
}

export const strykerPlugins = [{ kind: "Ignore", name: "words", value: { shouldIgnore } }];
