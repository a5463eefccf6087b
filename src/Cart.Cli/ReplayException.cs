namespace Cart.Cli;

/// <summary>An invoice could not be replayed. The message names it and says what to do.</summary>
internal sealed class ReplayException(Invoice invoice, long line, string problem)
    : Exception($"invoice {invoice.Number} (line {line}): {problem}");
