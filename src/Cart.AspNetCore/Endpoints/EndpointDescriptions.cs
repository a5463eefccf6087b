using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Describes endpoints for OpenAPI documents. Nothing here changes what they do.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The operation whose body has two forms.</summary>
    public const string AddItems = "addItems";

    /// <summary>The actions of operators that can depend on a version.</summary>
    public const string UpdateDiscount = "adminUpdateDiscount";

    /// <inheritdoc cref="UpdateDiscount"/>
    public const string DeleteCart = "adminDeleteCart";

    // The last makes routing let every type pass: what is refused for its type is refused by the endpoint, with a problem.
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, bool isOptional = false)
        where T : notnull => endpoint.Accepts<T>(isOptional, MediaTypes.Json, MediaTypes.MessagePack, "*/*");

    public static RouteHandlerBuilder Describe<T>(
        this RouteHandlerBuilder endpoint, string name, string summary, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses.IsEmpty ? [StatusCodes.Status200OK] : statuses)
        {
            endpoint.Produces<T>(status, MediaTypes.Json, MediaTypes.MessagePack);
        }

        return endpoint.WithName(name).WithSummary(summary).WithTags("Cart").WithMetadata(new CartOperation(IsShoppers: true))
            .Produces<CartProblem>(StatusCodes.Status400BadRequest, MediaTypes.Problem)
            .Produces<CartProblem>(StatusCodes.Status503ServiceUnavailable, MediaTypes.Problem);
    }

    /// <summary>Marks an endpoint of the API.</summary>
    /// <param name="IsShoppers">Whether it is the shopper's; else it is the operator's.</param>
    public sealed record CartOperation(bool IsShoppers);

    public static RouteHandlerBuilder DescribeItem(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .Describe<CartBody>(name, summary)
        .Produces<CartProblem>(StatusCodes.Status404NotFound, MediaTypes.Problem);
}
