namespace Cart.AspNetCore;

/// <summary>How the health checks of the cart are known to the host's.</summary>
public static class CartHealth
{
    /// <summary>The tag of the checks that ask the stores.</summary>
    public const string Tag = "cart";
}
