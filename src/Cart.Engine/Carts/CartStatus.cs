namespace Cart.Engine;

/// <summary>
/// What became of a command. Everything but <see cref="Ok"/> is a refusal that changed nothing. The numbers are those of <c>lua/_statuses.lua</c>.
/// </summary>
public enum CartStatus
{
    /// <summary>The command took effect, now or at the first of its repeats.</summary>
    Ok = 0,

    /// <summary>A quantity is below 1 (below 0 where 0 removes the line), or above the limit.</summary>
    InvalidQuantity = 1,

    /// <summary>A unit price is negative, too great, or has more decimals than the currency.</summary>
    InvalidPrice = 2,

    /// <summary>The cart does not exist and was not to be brought into being, or it belongs to another user.</summary>
    CartNotFound = 3,

    /// <summary>The operation id was already used for a command with other content.</summary>
    OperationReused = 4,

    /// <summary>A checkout holds the cart. Try again when its lease has run out, or when it has ended.</summary>
    CheckoutInProgress = 5,

    /// <summary>A checkout holds the cart and its lease has run out: settle the attempt in the order store, then finish or thaw.</summary>
    CheckoutLapsed = 6,

    /// <summary>The cart has become an order and takes no changes any more.</summary>
    Ordered = 7,

    /// <summary>The cart is at another version than the one expected.</summary>
    VersionMismatch = 8,

    /// <summary>The cart is kept in another currency.</summary>
    CurrencyMismatch = 9,

    /// <summary>The cart has no line of that product.</summary>
    LineNotFound = 10,

    /// <summary>The quantity that would result is above the limit.</summary>
    QuantityLimit = 11,

    /// <summary>The cart would have more lines than the limit.</summary>
    TooManyLines = 12,

    /// <summary>An empty cart cannot be checked out.</summary>
    CartEmpty = 13,

    /// <summary>The attempt no longer holds the cart.</summary>
    FenceLost = 14,

    /// <summary>A discount is applied to the cart already.</summary>
    DiscountApplied = 15,

    /// <summary>The cart is being merged into another; anyone may complete that.</summary>
    MergeInProgress = 16,

    /// <summary>The cart was merged into another, which has its lines.</summary>
    Merged = 17,

    /// <summary>The merge was given up before its lines were taken over.</summary>
    MergeRefused = 18,

    /// <summary>A line that gains units would exceed the stock: see <see cref="CartResult.Problems"/>.</summary>
    InsufficientStock = 19,

    /// <summary>The catalog no longer has the product, so that no units of it can be added. No store answers this.</summary>
    ProductGone = 20,
}
