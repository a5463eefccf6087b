using System.Globalization;
using System.Text.Json.Nodes;
using Cart.Engine;

namespace Cart.Golden.Tests;

/// <summary>The tax, the shipping and the stock that a case's settings describe. Settings may change during the case.</summary>
internal sealed class GoldenCalculators(JsonObject settings) : ITaxCalculator, IShippingCalculator, IInventoryChecker
{
    private readonly FreeShippingCalculator _free = new();

    /// <summary>The seed asks for empty carts, too.</summary>
    public bool ChargesEmptyCarts => true;

    public Func<ProductKey, string> NameOf { get; set; } = key => key.ToString();

    public List<(string Name, int Quantity)> Checked { get; } = [];

    ValueTask<decimal> ITaxCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Amount(settings["tax"], context));

    ValueTask<decimal> IShippingCalculator.CalculateAsync(PricingContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Amount(settings["shipping"], context));

    public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
        _free.GetOptionsAsync(context, cancellationToken);

    public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        var name = NameOf(product);
        Checked.Add((name, quantity.ToInt32()));
        return ValueTask.FromResult(settings["stock"]?[name] is not { } stock || quantity.Units <= (int)stock);
    }

    public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
        CheckAsync(product, quantity, cancellationToken);

    private static decimal Amount(JsonNode? rule, PricingContext context) => (string?)rule?["kind"] switch
    {
        null => 0,
        "fixed" => Decimal(rule, "amount"),
        "rate_on_subtotal" => context.Summary * Decimal(rule, "rate"),
        "rate_on_discounted" => (context.Summary - context.DiscountAmount) * Decimal(rule, "rate"),
        "free_over" => context.Summary >= Decimal(rule, "threshold") ? 0 : Decimal(rule, "amount"),
        var kind => throw new InvalidOperationException($"Unknown calculator '{kind}'."),
    };

    private static decimal Decimal(JsonNode rule, string name) => decimal.Parse((string)rule[name]!, CultureInfo.InvariantCulture);
}
