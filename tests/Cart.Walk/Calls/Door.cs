namespace Cart.Walk;

/// <summary>The API that a walk uses.</summary>
internal enum Door
{
    /// <summary>The endpoints of <c>app.MapCart()</c>.</summary>
    Endpoints,

    /// <summary>The host's own endpoints, which use <c>ShoppingCart</c>.</summary>
    Facade,

    /// <summary>Both, chosen at random for each call.</summary>
    Both,
}
