/** Mutants of the sources: small changes of behaviour that some test has to notice. `mutants.ts` runs them. */
import ts from 'typescript';

/** How both are written beside each other. */
type Form = 'expression' | 'statement' | 'name';

export interface Mutant {
  /** Path from the repository's root, with forward slashes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** One-based. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** What has to be written twice where both the mutant and the source are to be had. */
  readonly reach: { readonly start: number; readonly end: number; readonly form: Form };
}

/** What takes the place of a node, as text. */
type Operator = (node: ts.Node, checker: ts.TypeChecker) => readonly string[];

const SWAPPED: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
};

const swappedOperators: Operator = (node) => {
  if (!ts.isBinaryExpression(node)) return [];
  const [left, operator, right] = [node.left.getText(), node.operatorToken.getText(), node.right.getText()];
  const other = SWAPPED[operator];
  // In brackets: an exchanged operator binds the operands as the written one did.
  if (other !== undefined) return [`((${left}) ${other} (${right}))`];
  return operator === '??' ? [`(${left})`] : [];
};

const negatedConditions: Operator = (node) => {
  const { parent } = node;
  const isCondition =
    (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node);
  // A comparison is negated by its operator.
  if (isCondition && !ts.isBinaryExpression(node)) return [`!(${node.getText()})`];
  return [];
};

const removedStatements: Operator = (node) =>
  ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression) ? [';'] : [];

const changedLiterals: Operator = (node, checker) => {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return isType(node) ? [] : ['false'];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return isType(node) ? [] : ['true'];
  if (ts.isNumericLiteral(node))
    return isType(node) ? [] : [String(Number(node.text.replaceAll('_', '')) + 1)];
  return ts.isStringLiteral(node) ? otherString(node, checker) : [];
};

function isType(node: ts.Node): boolean {
  return (
    ts.isLiteralTypeNode(node.parent) ||
    (ts.isPropertyName(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node)
  );
}

/** Another member of the union that is wanted here; for a string that is data, one that is nobody's. */
function otherString(node: ts.StringLiteral, checker: ts.TypeChecker): readonly string[] {
  const { parent } = node;
  if (isType(node) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return [];
  // What is loaded when it is used has to be there for the bundle.
  if (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword) return [];
  const wanted = checker.getContextualType(node);
  const members = wanted?.isUnion() === true ? wanted.types : [];
  const other = members.find((member) => member.isStringLiteral() && member.value !== node.text);
  if (other?.isStringLiteral() === true) return [JSON.stringify(other.value)];
  // Words for people are not behaviour.
  return /^[\w@#./$-]+$/.test(node.text) ? [JSON.stringify(`${node.text}~`)] : [];
}

const droppedChains: Operator = (node) => {
  if (!ts.isPropertyAccessExpression(node) || node.questionDotToken === undefined) return [];
  return [`${node.expression.getText()}.${node.name.text}`];
};

const returnValues: Operator = (node, checker) => {
  const { parent } = node;
  const isReturned =
    (ts.isReturnStatement(parent) && parent.expression === node) ||
    (ts.isArrowFunction(parent) && parent.body === node && !ts.isBlock(node));
  if (!isReturned) return [];
  const type = checker.getTypeAtLocation(node);
  const wanted = checker.getContextualType(node as ts.Expression) ?? type;
  if ((type.flags & ts.TypeFlags.BooleanLike) !== 0 && !ts.isBinaryExpression(node))
    return [`!(${node.getText()})`];
  if (checker.isArrayType(type) && !(ts.isArrayLiteralExpression(node) && node.elements.length === 0))
    return ['[]'];
  const mayBeUndefined =
    wanted.isUnion() && wanted.types.some(({ flags }) => (flags & ts.TypeFlags.Undefined) !== 0);
  return mayBeUndefined && node.getText() !== 'undefined' ? ['undefined'] : [];
};

const EXCHANGED: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' };
const DROPPED: readonly string[] = ['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'trim'];

const arrayMethods: Operator = (node) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { expression, name } = node.expression;
  if (DROPPED.includes(name.text)) return [expression.getText()];
  const other = EXCHANGED[name.text];
  const args = node.arguments.map((argument) => argument.getText()).join(', ');
  return other === undefined ? [] : [`${expression.getText()}.${other}(${args})`];
};

const OPERATORS: readonly Operator[] = [
  swappedOperators,
  negatedConditions,
  removedStatements,
  changedLiterals,
  droppedChains,
  returnValues,
  arrayMethods,
];

/** Every mutant of a file, in the order of its text. */
export function mutantsOf(source: ts.SourceFile, file: string, checker: ts.TypeChecker): readonly Mutant[] {
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    // Types are nothing at run time.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    for (const after of OPERATORS.flatMap((operator) => operator(node, checker))) {
      const [start, end] = [node.getStart(), node.getEnd()];
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      const whole = wholeChain(node);
      const reach = { start: whole.getStart(), end: whole.getEnd(), form: formOf(node) };
      found.push({ file, start, end, line, before: node.getText(), after, reach });
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

function formOf(node: ts.Node): Form {
  if (ts.isStatement(node)) return 'statement';
  return ts.isBindingElement(node.parent) && node.parent.propertyName === node ? 'name' : 'expression';
}

/** The chain that a link of an optional chain belongs to: what stands behind a link depends on it. */
function wholeChain(node: ts.Node): ts.Node {
  let whole = node;
  while (isLinkOf(whole, whole.parent)) whole = whole.parent;
  return whole;
}

function isLinkOf(node: ts.Node, chain: ts.Node): boolean {
  return ts.isOptionalChain(chain) && chain.expression === node;
}

/** The text of a file as a mutant leaves it. */
export function mutated(text: string, { start, end, after }: Mutant): string {
  return text.slice(0, start) + after + text.slice(end);
}

/** True when both cannot be woven into one text. */
export function overlap(one: Mutant, other: Mutant): boolean {
  return one.file === other.file && one.reach.start < other.reach.end && other.reach.start < one.reach.end;
}

/** Text that is the mutant's when the switch says so, else the source's own. */
const EITHER: Readonly<Record<Form, (number: number, changed: string, before: string) => string>> = {
  statement: (number, _, before) => `if (!__mutant(${number})) { ${before} }`,
  name: (number, changed, before) => `[__mutant(${number}) ? ${changed} : ${before}]`,
  expression: (number, changed, before) => `(__mutant(${number}) ? (${changed}) : (${before}))`,
};

/**
 * The text of a file that is as each of its mutants when the switch says so: `importOf` is a statement that imports the
 * switch as `__mutant`, which takes a mutant's number.
 */
export function woven(text: string, mutants: ReadonlyMap<number, Mutant>, importOf: string): string {
  const last = [...mutants].sort(([, one], [, other]) => other.reach.start - one.reach.start);
  const body = last.reduce((rest, [number, { reach, start, end, after }]) => {
    const before = rest.slice(reach.start, reach.end);
    const changed = text.slice(reach.start, start) + after + text.slice(end, reach.end);
    return rest.slice(0, reach.start) + EITHER[reach.form](number, changed, before) + rest.slice(reach.end);
  }, text);
  // At the end, since the first line may be for the shell.
  return `${body}\n${importOf}\n`;
}
