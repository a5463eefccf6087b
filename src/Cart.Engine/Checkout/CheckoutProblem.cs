namespace Cart.Engine;

/// <summary>Represents one reason why a cart cannot be ordered as it is.</summary>
/// <param name="Status">The status of a checkout that this reason refuses.</param>
/// <param name="Code">A code that never changes, such as <c>insufficient_stock</c>.</param>
/// <param name="Message">The reason in English, with its numbers.</param>
public sealed record CheckoutProblem(CheckoutStatus Status, string Code, string Message)
{
    /// <summary>Gets the currency of the amounts.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Gets the line at fault with its numbers; null if the reason is not about one line.</summary>
    public LineProblem? Line { get; init; }

    /// <summary>Gets the place of that line in the cart, from 0; null if the reason is not about one line.</summary>
    public int? LineIndex { get; init; }

    /// <summary>Gets the minimum that the lines must sum up to; null if the reason is another.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Gets what the lines sum up to; null if that is not the reason.</summary>
    public decimal? Summary { get; init; }

    /// <summary>Gets why the discount is not valid; null if the reason is another.</summary>
    public DiscountRefusal? Discount { get; init; }

    internal static CheckoutProblem Of(LineProblem line, CartSnapshot cart) => new(
        line.Code switch
        {
            "insufficient_stock" => CheckoutStatus.InsufficientStock,
            "product_gone" => CheckoutStatus.ProductGone,
            "price_changed" => CheckoutStatus.PriceChanged,
            _ => throw new ArgumentOutOfRangeException(nameof(line), line.Code, "A checkout does not look for this problem."),
        },
        line.Code,
        line.Message)
    {
        Currency = cart.Currency,
        Line = line,
        LineIndex = cart.Lines.IndexOf(cart.Find(line.Product)!),
    };

    internal static CheckoutProblem Of(DiscountRefusal refusal, Currency currency) =>
        new(CheckoutStatus.InvalidDiscount, refusal.Code, refusal.Message) { Currency = currency, Discount = refusal };
}
