namespace Cart.AspNetCore;

/// <summary>The shipping option to select: <c>{"id":"express"}</c>.</summary>
internal sealed record ShippingBody
{
    public const string Expected = """Send {"id":"express"} with the id of an option, as GET /cart/shipping-options lists them.""";

    public required string Id { get; init; }
}
