using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>A line of a cart or an order as the tool's JSON has it.</summary>
/// <param name="Key">The product.</param>
/// <param name="Name">The name under which the product was sold; left out of a cart, and where the order does not record it.</param>
/// <param name="Quantity">The number of units.</param>
/// <param name="UnitPrice">The price of one unit, with the currency's decimals.</param>
/// <param name="TotalPrice">The price of all units.</param>
internal sealed record LineAnswer(
    string Key, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name, int Quantity, string UnitPrice, string TotalPrice)
{
    public static IReadOnlyList<LineAnswer> Of(
        IEnumerable<CartLine> lines, Currency currency, IReadOnlyDictionary<ProductKey, string>? names = null) => [.. lines.Select(line => new LineAnswer(
        line.Product.ToString(), names?.GetValueOrDefault(line.Product), line.Quantity.Value, currency.Format(line.UnitPrice), currency.Format(line.Quantity.Value * line.UnitPrice)))];
}
