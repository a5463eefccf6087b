using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>What a payload comes to on a cart: each of its lines whole, within the limits.</summary>
internal sealed class Restoration
{
    private readonly ImmutableArray<LineAssignment> _assignments;

    private Restoration(CartSnapshot cart, ImmutableArray<LineAssignment> assignments, ImmutableArray<CartWarning> warnings)
    {
        _assignments = assignments;
        Warnings = warnings;
        var named = assignments.Select(static assignment => assignment.Product).ToHashSet();
        SummaryAfter = cart.Lines.Where(line => !named.Contains(line.Product)).Sum(static line => line.TotalPrice)
            + assignments.Sum(static assignment => assignment.Quantity!.Value * assignment.UnitPrice!.Value);
    }

    /// <summary>What was not taken as it was.</summary>
    public ImmutableArray<CartWarning> Warnings { get; }

    /// <summary>The sum of the lines that the cart will have.</summary>
    public decimal SummaryAfter { get; }

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

    /// <summary>Returns the mutation that does it all; null if there is nothing to do.</summary>
    public CartMutation? MutationWith(string? discountCode) => _assignments.Length > 0
        ? new SetLines(_assignments) { CreateMissing = true, DiscountCode = discountCode }
        : discountCode is not null ? new ApplyDiscount(discountCode) { Replace = true } : null;

    private static decimal PriceOf(CartPayloadLine line, CartLine? held, Currency currency)
    {
        var price = line.UnitPrice ?? held?.UnitPrice
            ?? throw new InvalidPayloadException($"Line {line.Product} is new and needs a unit_price.", $"/{line.Product}/unit_price");
        return price >= 0 && price <= CartLimits.MaxUnitPrice && currency.Holds(price)
            ? price
            : throw new InvalidPayloadException(
                $"The unit_price of {line.Product} must be 0 or more, with at most {currency.Decimals} decimals.", $"/{line.Product}/unit_price");
    }
}
