namespace Cart.Engine;

/// <summary>Where a cart stands between its first line and its end.</summary>
public enum CartState
{
    /// <summary>The cart takes changes.</summary>
    Open,

    /// <summary>A checkout holds the cart: it takes no changes until the checkout ends or its lease runs out.</summary>
    CheckingOut,

    /// <summary>The cart became an order. It has no lines and takes no changes any more.</summary>
    Ordered,

    /// <summary>The cart is being merged into another: it takes no changes until that is completed, which anyone may do.</summary>
    Merging,

    /// <summary>The cart was merged into another. It has no lines and takes no changes any more.</summary>
    Merged,
}
