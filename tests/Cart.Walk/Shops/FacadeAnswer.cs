using System.Globalization;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.Walk;

/// <summary>What the facade shows of a cart or an order, in the words of the endpoints, so that both are read alike.</summary>
internal sealed record FacadeAnswer
{
    public string? Id { get; init; }

    public long Version { get; init; }

    public required IReadOnlyList<FacadeLine> Items { get; init; }

    public required string Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string DiscountAmount { get; init; }

    public required string Shipping { get; init; }

    public required string Total { get; init; }

    public static async Task<FacadeAnswer> OfAsync(ShoppingCart cart)
    {
        var snapshot = await cart.GetSnapshotAsync();
        return Of(snapshot.Lines, snapshot.DiscountCodes.FirstOrDefault(), await cart.TotalsAsync()) with { Version = snapshot.Version };
    }

    public static FacadeAnswer Of(Order order) => Of(order.Lines, order.DiscountCodes.FirstOrDefault(), order.Totals) with { Id = order.Id.ToString() };

    private static FacadeAnswer Of(IReadOnlyList<CartLine> lines, string? code, CartTotals totals) => new()
    {
        Items = [.. lines.Select(static line => new FacadeLine(line.Product.ToString(), line.Quantity.ToInt32(), Text(line.UnitPrice)))],
        Summary = Text(totals.Summary),
        DiscountCode = code,
        DiscountAmount = Text(totals.DiscountAmount),
        Shipping = Text(totals.Shipping),
        Total = Text(totals.Total),
    };

    private static string Text(decimal amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}

/// <summary>A line of such an answer.</summary>
internal sealed record FacadeLine(string Key, int Quantity, [property: JsonPropertyName("unit_price")] string UnitPrice);
