using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents the limits that every store checks a command against. They follow the options.</summary>
/// <param name="options">Valid options.</param>
internal sealed class CartLimits(CartOptions options)
{
    /// <summary>The maximum unit price, in any currency: 9,999,999,999,999,999.99.</summary>
    public const decimal MaxUnitPrice = 9_999_999_999_999_999.99m;

    /// <summary>Gets the currency of all prices.</summary>
    public Currency Currency => field.Code == options.Currency ? field : field = Currency.Parse(options.Currency);

    /// <summary>Gets the maximum number of lines.</summary>
    public int MaxLines => options.MaxLines;

    /// <summary>Gets the maximum quantity of a line.</summary>
    public Quantity MaxQuantity => Quantity.Whole(options.MaxQuantityPerItem ?? int.MaxValue);

    /// <summary>Returns whether a price is valid for a line: 0 to <see cref="MaxUnitPrice"/>, with no more decimals than the currency.</summary>
    public static bool IsUnitPrice(decimal price, Currency currency) => price is >= 0 and <= MaxUnitPrice && currency.Holds(price);

    /// <summary>
    /// Checks everything about a command that does not depend on the cart. Returns the refusal, or null if none exists.
    /// </summary>
    public CartResult? Check(CartCommand command) => command.FindRefusal(this);

    /// <summary>Returns the problem if a change would raise a line above the limit or the stock; otherwise, null.</summary>
    /// <param name="mutation">The change, with its <see cref="CartMutation.StockCeilings"/>.</param>
    /// <param name="index">The position of the line in the change.</param>
    /// <param name="key">The line.</param>
    /// <param name="quantity">The quantity that the line would have.</param>
    public LineProblem? FindExcess(CartMutation mutation, int index, LineKey key, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        if (quantity > MaxQuantity)
        {
            return new LineProblem(CartErrors.InvalidQuantity.Code, key) { Requested = quantity, Limit = MaxQuantity };
        }

        return !mutation.StockCeilings.IsEmpty && mutation.StockCeilings[index] is var available && quantity > available
            ? new LineProblem(CartErrors.InsufficientStock.Code, key) { Requested = quantity, Available = available }
            : null;
    }

    /// <summary>Returns the refusal for problems that <see cref="FindExcess"/> found. The first one gives the status.</summary>
    public static CartResult RefusalOf(ImmutableArray<LineProblem> excesses) => new()
    {
        Status = excesses[0].Limit is null ? CartStatus.InsufficientStock : CartStatus.QuantityLimit,
        Line = excesses[0].Key,
        Problems = excesses,
    };

    /// <summary>Adds the problems of one line of a command that do not depend on the cart.</summary>
    internal void Check(
        LineKey key, Quantity quantity, Quantity least, decimal unitPrice, ref ImmutableArray<LineProblem>.Builder? problems)
    {
        var problem = quantity < least || quantity > MaxQuantity || !quantity.IsWhole
            ? new LineProblem(CartErrors.InvalidQuantity.Code, key) { Requested = quantity, Limit = MaxQuantity }
            : IsUnitPrice(unitPrice, Currency) ? null : new LineProblem(CartErrors.InvalidPrice.Code, key) { UnitPrice = unitPrice };
        if (problem is not null)
        {
            (problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(problem);
        }
    }

    /// <summary>Returns the refusal of a command that names too many lines, or lines with problems; null if it is not refused.</summary>
    internal CartResult? FindRefusal(int lines, ImmutableArray<LineProblem>.Builder? problems) =>
        lines > MaxLines ? new CartResult { Status = CartStatus.TooManyLines }
        : problems is null ? null
        : new CartResult
        {
            Status = problems[0].Code == CartErrors.InvalidPrice.Code ? CartStatus.InvalidPrice : CartStatus.InvalidQuantity,
            Line = problems[0].Key,
            Problems = problems.ToImmutable(),
        };
}
