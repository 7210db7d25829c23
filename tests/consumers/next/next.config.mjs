// A site of plain files.
export default { output: 'export' };
