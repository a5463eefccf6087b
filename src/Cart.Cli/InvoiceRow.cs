using Cart.Engine;

namespace Cart.Cli;

/// <summary>One row of an invoice: so many units of a product at one price.</summary>
/// <param name="Line">The line of the file where the row starts, from 1.</param>
/// <param name="Product">The product.</param>
/// <param name="Quantity">How many units, 1 or more.</param>
/// <param name="UnitPrice">The price of one unit.</param>
internal readonly record struct InvoiceRow(long Line, ProductKey Product, Quantity Quantity, decimal UnitPrice);
