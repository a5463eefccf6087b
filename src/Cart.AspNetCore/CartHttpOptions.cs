namespace Cart.AspNetCore;

/// <summary>The limits of the HTTP API, and the page of the cart.</summary>
public sealed class CartHttpOptions
{
    /// <summary>How long the body of a request can be, in bytes; a longer one is answered with 413.</summary>
    /// <value>Default 65,536. Range 256 to 1,048,576.</value>
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>How many items one request can add; more are answered with 400.</summary>
    /// <value>Default 100. Range 1 to 1000.</value>
    public int MaxItemsPerRequest { get; set; } = 100;

    /// <summary>The name of the endpoint that shows the cart's page, for <see cref="CartLinkTagHelper"/>.</summary>
    /// <value>Default null: <c>/cart/</c>. So it is too when the name is unknown, or its route needs values.</value>
    public string? DetailUrlName { get; set; }
}
