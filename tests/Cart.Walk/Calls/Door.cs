namespace Cart.Walk;

/// <summary>Through what a walk changes carts.</summary>
internal enum Door
{
    /// <summary>The endpoints of <c>app.MapCart()</c>.</summary>
    Endpoints,

    /// <summary>The host's own endpoints, which use <c>ShoppingCart</c>.</summary>
    Facade,

    /// <summary>Now the one and now the other.</summary>
    Both,
}
