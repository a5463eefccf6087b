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

    /// <summary>Another checkout holds the cart. Try again after <see cref="CheckoutResult.RetryAfter"/>.</summary>
    InProgress,
}
