using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Cart.AspNetCore;

/// <summary>Completes the OpenAPI description of the API with what its types do not show.</summary>
internal static class CartOpenApi
{
    private static readonly int[] RefusalsOfAll = [406];
    private static readonly int[] RefusalsOfOne = [404, 406];
    private static readonly int[] RefusalsOfChange = [403, 409, 412, 422, 429];
    private static readonly int[] RefusalsOfAction = [409, 412, 422];
    private static readonly int[] RefusalsOfBody = [413, 415];

    /// <summary>Describes object ids as integers or strings, amounts and times as strings, and whole numbers as numbers only.</summary>
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type.Namespace is "Cart.AspNetCore" or "Cart.Admin")
        {
            foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                Correct(name, property as OpenApiSchema);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Describes the headers of a request, both forms of an addition, and the statuses of refusals.</summary>
    public static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointDescriptions.CartOperation>().FirstOrDefault() is not { } described)
        {
            return;
        }

        DescribeRefusals(operation, context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) is true ? RefusalsOfOne : RefusalsOfAll);
        if (context.Description.HttpMethod is { } method && !HttpMethods.IsGet(method))
        {
            operation.Parameters = [.. operation.Parameters ?? [], .. described.IsShoppers ? HeadersOfChange() : HeadersOfAction(operation)];
            DescribeRefusals(operation, described.IsShoppers ? RefusalsOfChange : RefusalsOfAction);
        }

        if (operation.RequestBody?.Content is { } contents)
        {
            contents.Remove("*/*");
            DescribeRefusals(operation, RefusalsOfBody);
            if (operation.OperationId == EndpointDescriptions.AddItems)
            {
                var many = await context.GetOrCreateSchemaAsync(typeof(AddItemsBody), cancellationToken: cancellationToken).ConfigureAwait(false);
                foreach (var content in contents.Values)
                {
                    content.Schema = new OpenApiSchema { AnyOf = [content.Schema!, many] };
                }
            }
        }
    }

    // Each is a problem like the 400 that every operation has.
    private static void DescribeRefusals(OpenApiOperation operation, int[] statuses)
    {
        if (operation.Responses is not { } responses || !responses.TryGetValue("400", out var malformed))
        {
            return;
        }

        foreach (var status in statuses)
        {
            responses.TryAdd(
                status.ToString(CultureInfo.InvariantCulture),
                new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(status), Content = malformed.Content });
        }
    }

    private static void Correct(string name, OpenApiSchema? property)
    {
        if (property is null)
        {
            return;
        }

        if (name == "object_id")
        {
            property.AnyOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
                new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Engine.ProductKey.MaxObjectIdLength },
            ];
        }
        else if (name is "expected_total" or "value" or "min_cart_value")
        {
            (property.Type, property.Format, property.Pattern) = (JsonSchemaType.String, null, @"^\d+(\.\d+)?$");
        }
        else if (name is "valid_from" or "valid_until")
        {
            (property.Type, property.Format) = (JsonSchemaType.String | JsonSchemaType.Null, "date-time");
        }
        else if (property.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
        {
            (property.Type, property.Pattern) = (type & ~JsonSchemaType.String, null);
        }
    }

    private static IEnumerable<OpenApiParameter> HeadersOfChange() =>
    [
        Header("If-Match", "The entity tag of the cart that the change depends on; any other version is answered with 412."),
        Header("Idempotency-Key", "Makes the change safe to send again: under the same key it happens once."),
        Header("Prefer", "return=minimal answers no more than what changed."),
    ];

    private static IEnumerable<OpenApiParameter> HeadersOfAction(OpenApiOperation operation) =>
        operation.OperationId is EndpointDescriptions.UpdateDiscount or EndpointDescriptions.DeleteCart
            ? [Header("If-Match", "The entity tag of what the action depends on; any other version is answered with 412.")]
            : [];

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}

/// <summary>Describes endpoints for OpenAPI documents. Does not change their behaviour.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The operation whose body has two forms.</summary>
    public const string AddItems = "addItems";

    /// <summary>The admin operation that updates a discount, optionally only at one version.</summary>
    public const string UpdateDiscount = "adminUpdateDiscount";

    /// <inheritdoc cref="UpdateDiscount"/>
    public const string DeleteCart = "adminDeleteCart";

    // The last type lets routing accept every type, so that the endpoint itself refuses wrong ones, with a problem.
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
    /// <param name="IsShoppers">True for the shopper's API; false for the admin API.</param>
    public sealed record CartOperation(bool IsShoppers);

    public static RouteHandlerBuilder DescribeItem(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .Describe<CartBody>(name, summary)
        .Produces<CartProblem>(StatusCodes.Status404NotFound, MediaTypes.Problem);
}
