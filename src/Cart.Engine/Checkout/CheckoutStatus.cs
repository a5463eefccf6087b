namespace Cart.Engine;

/// <summary>What became of a checkout.</summary>
public enum CheckoutStatus
{
    /// <summary>The order was placed.</summary>
    Placed,

    /// <summary>The cart had become an order before; that order is answered.</summary>
    AlreadyPlaced,

    /// <summary>The cart is empty. Nothing was changed.</summary>
    CartEmpty,

    /// <summary>The cart is at another version than the one expected. Nothing was changed.</summary>
    VersionMismatch,

    /// <summary>The cart costs something else than expected. The cart is open again.</summary>
    ExpectedTotalMismatch,

    /// <summary>The cart costs more than can be counted exactly. The cart is open again.</summary>
    TotalTooGreat,

    /// <summary>The cart is worth less than the minimum of an order. The cart is open again.</summary>
    MinimumOrderNotMet,

    /// <summary>The discount on the cart is no longer valid, as <see cref="CheckoutResult.Discount"/> explains. The cart is open again.</summary>
    InvalidDiscount,

    /// <summary>
    /// Lines exceed the stock, as <see cref="CheckoutResult.Problems"/> explains: all of them. The cart is open again.
    /// </summary>
    InsufficientStock,

    /// <summary>Products are no longer sold, as <see cref="CheckoutResult.Problems"/> explains. The cart is open again.</summary>
    ProductGone,

    /// <summary>
    /// Prices have changed, as <see cref="CheckoutResult.Problems"/> explains, and <see cref="CartOptions.PriceChange"/> refuses that. The cart
    /// is open again.
    /// </summary>
    PriceChanged,

    /// <summary>The cart was merged into another, or is being so. Nothing was changed.</summary>
    Merged,

    /// <summary>The operation was already used for something else. Nothing was changed.</summary>
    OperationReused,

    /// <summary>Another checkout holds the cart. Try again after <see cref="CheckoutResult.RetryAfter"/>.</summary>
    InProgress,
}
