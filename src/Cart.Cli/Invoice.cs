using System.Collections.Immutable;

namespace Cart.Cli;

/// <summary>One order of a retail file: all its valid rows, in the order of the file.</summary>
/// <param name="Number">The invoice number, as it is written.</param>
/// <param name="CustomerId">The first customer id among the rows, as it is written; null when there is none.</param>
/// <param name="Rows">The rows with a quantity of 1 or more; not empty.</param>
internal sealed record Invoice(string Number, string? CustomerId, ImmutableArray<InvoiceRow> Rows)
{
    /// <summary>The line of the file where the invoice starts.</summary>
    public long Line => Rows[0].Line;
}
