declare const morphdom: typeof import('morphdom').default;
// biome-ignore lint/style/noDefaultExport: as the package has it
export default morphdom;
