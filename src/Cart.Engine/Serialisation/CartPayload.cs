using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>What a serialised cart says: its lines and the code of its discount. Restoring it merges it into a cart.</summary>
/// <param name="Lines">The lines, each once, in the order of the payload: quantities of 1 or more, or null as in <see cref="LineAssignment"/>.</param>
/// <param name="DiscountCode">The code of the discount; null if the payload names none.</param>
public sealed record CartPayload(ImmutableArray<LineAssignment> Lines, string? DiscountCode)
{
    /// <summary>Returns what a cart says when it is serialised. The format holds one code: the first.</summary>
    public static CartPayload Of(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return new CartPayload(
            [.. cart.Lines.Select(static line => new LineAssignment(line.Key, line.Quantity, line.UnitPrice))], cart.DiscountCodes.FirstOrDefault());
    }
}
