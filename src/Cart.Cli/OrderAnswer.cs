using Cart.Engine;

namespace Cart.Cli;

/// <summary>An order as the tool's JSON has it; amounts have the currency's decimals.</summary>
internal sealed record OrderAnswer
{
    private readonly Order _order;

    public OrderAnswer(Order order) => _order = order;

    public string Id => _order.Id.ToString();

    public string CartId => _order.CartId.ToString();

    public long CartVersion => _order.CartVersion;

    public string? UserId => _order.UserId;

    public DateTime PlacedAt => _order.PlacedAt.UtcDateTime;

    public string Currency => _order.Totals.Currency.Code;

    public IReadOnlyList<LineAnswer> Lines => LineAnswer.Of(_order.Lines, _order.Totals.Currency, _order.Details.Names);

    public string Summary => Amount(_order.Totals.Summary);

    public string? DiscountCode => _order.DiscountCode;

    public string DiscountAmount => Amount(_order.Totals.DiscountAmount);

    public string Tax => Amount(_order.Totals.Tax);

    public string Shipping => Amount(_order.Totals.Shipping);

    public ShippingOptionAnswer? ShippingOption => _order.Details.ShippingOption is { } option
        ? new ShippingOptionAnswer(option.Id, option.Name, Amount(option.Price))
        : null;

    public string Total => Amount(_order.Totals.Total);

    private string Amount(decimal amount) => _order.Totals.Currency.Format(amount);
}

/// <summary>The delivery option of an order.</summary>
internal sealed record ShippingOptionAnswer(string Id, string Name, string Price);
