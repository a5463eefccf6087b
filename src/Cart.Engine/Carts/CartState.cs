namespace Cart.Engine;

/// <summary>Where a cart stands between its first line and its order.</summary>
public enum CartState
{
    /// <summary>The cart takes changes.</summary>
    Open,

    /// <summary>A checkout holds the cart: it takes no changes until the checkout ends or its lease runs out.</summary>
    CheckingOut,

    /// <summary>The cart became an order. It has no lines and takes no changes any more.</summary>
    Ordered,
}
