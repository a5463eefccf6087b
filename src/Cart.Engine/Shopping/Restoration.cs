using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>What a payload comes to on a cart: each of its lines whole, within the limits.</summary>
internal sealed class Restoration
{
    private readonly CartSnapshot _cart;
    private readonly ImmutableArray<LineAssignment> _assignments;

    private Restoration(CartSnapshot cart, ImmutableArray<LineAssignment> assignments, ImmutableArray<CartWarning> warnings) =>
        (_cart, _assignments, Warnings) = (cart, assignments, warnings);

    /// <summary>What was not taken as it was.</summary>
    public ImmutableArray<CartWarning> Warnings { get; }

    /// <exception cref="InvalidPayloadException">A price does not fit the currency, or a new line has none.</exception>
    public static Restoration Of(CartPayload payload, CartSnapshot cart, int limit)
    {
        var assignments = ImmutableArray.CreateBuilder<LineAssignment>(payload.Lines.Length);
        var warnings = ImmutableArray.CreateBuilder<CartWarning>();
        foreach (var line in payload.Lines)
        {
            var held = cart.Find(line.Product);
            var quantity = line.Quantity ?? held?.Quantity ?? 1;
            if (quantity > limit && limit > 0)
            {
                quantity = limit;
                warnings.Add(new CartWarning("quantity_limit", $"The quantity of {line.Product} was cut to {limit}."));
            }

            assignments.Add(new LineAssignment(line.Product, quantity, PriceOf(line, held, cart.Currency)));
        }

        return new Restoration(cart, assignments.DrainToImmutable(), warnings.ToImmutable());
    }

    /// <summary>Returns the sum of the lines that the cart will have; a part of it if it cannot be counted exactly.</summary>
    public decimal SummaryAfter()
    {
        var set = _assignments.Select(static assignment => assignment.Product).ToHashSet();
        var after = _cart.Lines.Where(line => !set.Contains(line.Product))
            .Concat(_assignments.Select(static assignment => new CartLine(assignment.Product, assignment.Quantity!.Value, assignment.UnitPrice!.Value)));
        CartTotals.TrySum(_cart with { Lines = [.. after] }, out var summary);
        return summary;
    }

    /// <summary>Returns the mutation that does it all; null if there is nothing to do.</summary>
    public CartMutation? MutationWith(string? discountCode) => _assignments.Length > 0
        ? new SetLines(_assignments) { CreateMissing = true, DiscountCode = discountCode }
        : discountCode is not null ? new ApplyDiscount(discountCode) { Replace = true } : null;

    private static decimal PriceOf(CartPayloadLine line, CartLine? held, Currency currency)
    {
        var path = PayloadPath.Root.Member(line.Key).Member("unit_price");
        var price = line.UnitPrice ?? held?.UnitPrice ?? throw path.Refusal($"Line {line.Product} is new and needs a unit_price.");
        return CartLimits.IsUnitPrice(price, currency)
            ? price
            : throw path.Refusal($"The unit_price of {line.Product} must be 0 or more, with at most {currency.Decimals} decimals.");
    }
}
