using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Represents the limits of the HTTP API and the URL of the cart page.</summary>
public sealed class CartHttpOptions
{
    /// <summary>Gets or sets the maximum size of a request body, in bytes. A larger one is answered with 413.</summary>
    /// <value>Default 65,536. Range 256 to 1,048,576.</value>
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Gets or sets the maximum size of an imported cart, in bytes. A larger one is answered with 413.</summary>
    /// <value>Default 1,048,576. Range 256 to 2,097,152.</value>
    public int MaxImportBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets the maximum number of items that one request can add. More are answered with 400.</summary>
    /// <value>Default 100. Range 1 to 1000.</value>
    public int MaxItemsPerRequest { get; set; } = 100;

    /// <summary>
    /// Gets or sets the reconnect delay of the event stream. Visitors without a cart poll at this interval, so it is also how soon they see a cart
    /// that another tab has started.
    /// </summary>
    /// <value>Default 800 ms. Range 100 ms to 1 minute.</value>
    public TimeSpan LiveRetry { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Gets or sets the maximum number of open event streams (<c>GET /cart/events</c>) per cart and process. More get 429.</summary>
    /// <value>Default 20. Range 1 to 1,000.</value>
    public int MaxStreamsPerCart { get; set; } = 20;

    /// <summary>
    /// Gets or sets the maximum number of open event streams per network address (IPv4, or IPv6 /64) and process. More are answered with 429.
    /// Behind a proxy the address is the proxy's unless the host reads forwarded headers.
    /// </summary>
    /// <value>Default 500. Range 1 to 100,000.</value>
    public int MaxStreamsPerAddress { get; set; } = 500;

    /// <summary>Gets or sets the types of the claims that contain the id of a signed-in user. The first one that a user has counts.</summary>
    /// <value>Default <c>sub</c>, then <see cref="ClaimTypes.NameIdentifier"/>.</value>
    public IList<string> UserIdClaimTypes { get; set; } = [.. UsualUserIdClaimTypes];

    /// <summary>Gets or sets the function that returns the user id of a request, or null for a guest. It replaces the claims.</summary>
    /// <value>Default null: the id comes from the claims <see cref="UserIdClaimTypes"/>.</value>
    public Func<HttpContext, string?>? UserId { get; set; }

    internal static string[] UsualUserIdClaimTypes { get; } = ["sub", ClaimTypes.NameIdentifier];

    /// <summary>
    /// Gets or sets the page that <see cref="CartLinkTagHelper"/> links to: the name of an endpoint, a Razor page such as
    /// <c>/Basket</c>, or a URL that begins with <c>/</c> or <c>~/</c>.
    /// </summary>
    /// <value>Default null: <c>/cart/</c>, which also applies if the name is unknown or its route needs values.</value>
    public string? DetailUrlName { get; set; }
}

/// <summary>Validates <see cref="CartHttpOptions"/>. Reports all errors at once, each with its value and range.</summary>
internal sealed class CartHttpOptionsValidator : IValidateOptions<CartHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, CartHttpOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Within(options.MaxBodyBytes, 256, 1024 * 1024, nameof(options.MaxBodyBytes));
        Within(options.MaxImportBytes, 256, 2 * 1024 * 1024, nameof(options.MaxImportBytes));
        Within(options.MaxItemsPerRequest, 1, 1000, nameof(options.MaxItemsPerRequest));
        Within(options.MaxStreamsPerCart, 1, 1000, nameof(options.MaxStreamsPerCart));
        Within(options.MaxStreamsPerAddress, 1, 100_000, nameof(options.MaxStreamsPerAddress));
        if (options.LiveRetry < TimeSpan.FromMilliseconds(100) || options.LiveRetry > TimeSpan.FromMinutes(1))
        {
            result.AddError($"Cart:Http:{nameof(options.LiveRetry)} is {options.LiveRetry}; it must be between 100 ms and 1 minute.");
        }

        return result.Build();

        void Within(int value, int least, int greatest, string property)
        {
            if (value < least || value > greatest)
            {
                result.AddError($"Cart:Http:{property} is {value}; it must be between {least} and {greatest}.");
            }
        }
    }
}
