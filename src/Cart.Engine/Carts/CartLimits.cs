namespace Cart.Engine;

/// <summary>The limits that every store checks a command against. They follow the options.</summary>
/// <param name="options">Valid options.</param>
public sealed class CartLimits(CartOptions options)
{
    /// <summary>The greatest unit price in units of any currency: 9,999,999,999,999,999.99.</summary>
    public const decimal MaxUnitPrice = 9_999_999_999_999_999.99m;

    /// <summary>The currency of all prices.</summary>
    public Currency Currency => field.Code == options.Currency ? field : field = Currency.Parse(options.Currency);

    /// <summary>The greatest number of lines.</summary>
    public int MaxLines => options.MaxLines;

    /// <summary>The greatest quantity of a line.</summary>
    public Quantity MaxQuantity => options.MaxQuantityPerItem ?? Quantity.Ceiling;

    /// <summary>Tells whether a line can have this price: 0 to <see cref="MaxUnitPrice"/>, with no more decimals than the currency.</summary>
    public static bool IsUnitPrice(decimal price, Currency currency) => price is >= 0 and <= MaxUnitPrice && currency.Holds(price);

    /// <summary>
    /// Checks all of a command that can be checked without the cart. Returns the refusal, or null when there is nothing to refuse.
    /// </summary>
    public CartResult? Check(CartCommand command) => command switch
    {
        AddLines { Additions.Length: var count } when count > MaxLines => new CartResult { Status = CartStatus.TooManyLines },
        SetLines { Assignments.Length: var count } when count > MaxLines => new CartResult { Status = CartStatus.TooManyLines },
        AddLines add => Check(add),
        SetLines set => Check(set),
        AdjustLine { Delta: 0 or int.MinValue } adjust => new CartResult { Status = CartStatus.InvalidQuantity, Product = adjust.Product },
        _ => null,
    };

    private CartResult? Check(AddLines add)
    {
        foreach (var addition in add.Additions)
        {
            if (Refusal(addition.Product, addition.Quantity, 1, addition.UnitPrice) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private CartResult? Check(SetLines set)
    {
        foreach (var assignment in set.Assignments)
        {
            if (Refusal(assignment.Product, assignment.Quantity ?? 1, 0, assignment.UnitPrice ?? 0) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private CartResult? Refusal(ProductKey product, Quantity quantity, Quantity least, decimal unitPrice)
    {
        if (quantity < least || quantity > MaxQuantity)
        {
            return new CartResult { Status = CartStatus.InvalidQuantity, Product = product };
        }

        return IsUnitPrice(unitPrice, Currency) ? null : new CartResult { Status = CartStatus.InvalidPrice, Product = product };
    }
}
