using Cart.AspNetCore;
using Microsoft.AspNetCore.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Describes the shopper's API in a host's OpenAPI document.</summary>
public static class CartOpenApiOptionsExtensions
{
    /// <summary>
    /// Completes the description of the endpoints of <c>app.MapCart()</c>, such as their headers:
    /// <c>services.AddOpenApi(options => options.DescribeCart())</c>.
    /// </summary>
    public static OpenApiOptions DescribeCart(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddSchemaTransformer(CartOpenApi.DescribeAsync);
        options.AddOperationTransformer(CartOpenApi.DescribeAsync);
        return options;
    }
}
