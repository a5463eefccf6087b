namespace Cart.Engine;

/// <summary>
/// Writes the code of a discount onto the cart. Refused with <see cref="CartStatus.DiscountApplied"/> when one is there already. The
/// store knows nothing of discounts: whether the code is any good has been found out before, and is again at the checkout.
/// </summary>
public sealed record ApplyDiscount : CartMutation
{
    /// <summary>The greatest length of a code, in characters.</summary>
    public const int MaxCodeLength = 50;

    /// <summary>Applies a discount.</summary>
    /// <param name="code">The code, as it is displayed: 1 to 50 characters without control characters.</param>
    /// <exception cref="ArgumentException">The code is empty, too long, or holds a control character.</exception>
    public ApplyDiscount(string code) => Code = ShortText.Checked(code, MaxCodeLength);

    /// <summary>The code, as it is displayed.</summary>
    public string Code { get; }

    /// <summary>Whether the code takes the place of one that is there already. Default false.</summary>
    public bool Replace { get; init; }
}
