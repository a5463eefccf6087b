using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Defines the endpoints of the lines of the shopper's cart.</summary>
internal static class ItemEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/items", AddAsync).Takes<AddItemBody>()
            .DescribeItem(EndpointDescriptions.AddItems, "Adds units of one product, or of several as a list.");
        group.MapDelete("/items", ClearAsync).Describe<CartBody>("clearCart", "Removes all lines.");
        group.MapPut("/items/{key}", SetAsync).Takes<SetItemBody>().DescribeItem("setItem", "Sets a quantity; 0 removes the line.");
        group.MapPatch("/items/{key}", AdjustAsync).Takes<AdjustItemBody>().DescribeItem("adjustItem", "Changes a quantity by so many units.");
        group.MapDelete("/items/{key}", RemoveAsync).DescribeItem("removeItem", "Removes a line.");
    }

    private static async Task<IResult> AddAsync(
        HttpContext context,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        [FromServices] IOptions<CartHttpOptions> options,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var wanted = await ItemsToAdd.ReadAsync(context.Request, options.Value, cancellationToken).ConfigureAwait(false);
        var change = await cart.TryAddAsync(wanted.Items, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(
            change, terms, product => wanted.PointerTo(product) + (change.Unsold is null ? "/quantity" : ""), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> SetAsync(
        HttpContext context,
        [FromRoute] string key,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        CancellationToken cancellationToken)
    {
        var (terms, line) = (RequestHeaders.Terms(context.Request), LineInPath.Of(context, key));
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.SetItemBody, SetItemBody.Expected, cancellationToken).ConfigureAwait(false);
        var change = await cart.TryUpdateAsync(line, body.Quantity, null, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, static _ => "#/quantity", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> AdjustAsync(
        HttpContext context,
        [FromRoute] string key,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        CancellationToken cancellationToken)
    {
        var (terms, line) = (RequestHeaders.Terms(context.Request), LineInPath.Of(context, key));
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.AdjustItemBody, AdjustItemBody.Expected, cancellationToken).ConfigureAwait(false);
        var change = await cart.TryAdjustAsync(line, body.Delta, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, static _ => "#/delta", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context,
        [FromRoute] string key,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        CancellationToken cancellationToken)
    {
        var (terms, line) = (RequestHeaders.Terms(context.Request), LineInPath.Of(context, key));
        var change = await cart.TryRemoveAsync(line, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> ClearAsync(
        HttpContext context, [FromServices] ShoppingCart cart, [FromServices] ChangeAnswers answers, CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var change = await cart.TryClearAsync(terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Represents the items to add, from either form of the body.</summary>
/// <param name="Items">The products and their quantities, 1 or more entries.</param>
/// <param name="IsBulk">Whether the body was a list.</param>
internal sealed record ItemsToAdd(IReadOnlyList<BulkItem> Items, bool IsBulk)
{
    private const string Expected =
        """Send {"content_type_id":7,"object_id":42,"quantity":1}, or several such objects as {"items":[…]}.""";

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RefusedRequestException">The body is missing or malformed.</exception>
    public static async ValueTask<ItemsToAdd> ReadAsync(HttpRequest request, CartHttpOptions options, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        return body is { } sent ? From(sent, options.MaxItemsPerRequest) : throw RequestBody.Malformed(Expected);
    }

    /// <summary>Returns the location of a product's entry in the body.</summary>
    public string PointerTo(ProductKey product) => PointerTo(Items.TakeWhile(item => !product.Equals(item.Product)).Count(), IsBulk);

    private static string PointerTo(int index, bool isBulk) => isBulk ? $"#/items/{index}" : "#";

    private static ItemsToAdd From(SentBody body, int maxItems)
    {
        if (!body.Names("items"))
        {
            return new ItemsToAdd([ItemOf(body.Take(RequestJsonContext.Default.AddItemBody, Expected), "#")], IsBulk: false);
        }

        var entries = body.Take(RequestJsonContext.Default.AddItemsBody, Expected).Items;
        if (entries.Count < 1 || entries.Count > maxItems)
        {
            throw RequestBody.Malformed(Expected, new Remark($"Send 1 to {maxItems} items.", "#/items"));
        }

        return new ItemsToAdd([.. entries.Select(static (entry, index) => ItemOf(entry, PointerTo(index, isBulk: true)))], IsBulk: true);
    }

    private static BulkItem ItemOf(AddItemBody? entry, string pointer) => entry is null
        ? throw RequestBody.Malformed(Expected, new Remark("An item is an object.", pointer))
        : new BulkItem(entry.ProductAt(pointer), null, entry.Quantity);
}

/// <summary>Represents one product to add: <c>{"content_type_id":7,"object_id":42,"quantity":2}</c>.</summary>
internal sealed record AddItemBody
{
    [JsonPropertyName("content_type_id")]
    [JsonRequired]
    public int ContentTypeId { get; set; }

    [JsonPropertyName("object_id")]
    [JsonRequired]
    [JsonConverter(typeof(ObjectIdConverter))]
    public string ObjectId { get; set; } = "";

    public int Quantity { get; set; } = 1;

    /// <summary>Returns the product.</summary>
    /// <param name="pointer">The location of this item in the body.</param>
    /// <exception cref="RefusedRequestException">The id is not a valid product id.</exception>
    public ProductKey ProductAt(string pointer)
    {
        if (ContentTypeId < 1)
        {
            throw RequestBody.Malformed(
                "The product cannot exist.", new Remark("The number of a product's type is 1 or more.", $"{pointer}/content_type_id"));
        }

        return ProductKey.TryCreate(ContentTypeId, ObjectId, out var product)
            ? product
            : throw RequestBody.Malformed("The product cannot exist.", new Remark(
                $"An object id is a whole number, or 1 to {ProductKey.MaxObjectIdLength} printable ASCII characters without ':'.",
                $"{pointer}/object_id"));
    }
}

/// <summary>Represents several products to add, all or none: <c>{"items":[…]}</c>.</summary>
internal sealed record AddItemsBody
{
    [JsonRequired]
    public List<AddItemBody?> Items { get; set; } = [];
}

/// <summary>Represents the new quantity of a line: <c>{"quantity":5}</c>.</summary>
internal sealed record SetItemBody
{
    public const string Expected = """Send {"quantity":5} with a whole number; 0 removes the line.""";

    [JsonRequired]
    public int Quantity { get; set; }
}

/// <summary>Represents the change of a line's quantity, in units: <c>{"delta":-1}</c>.</summary>
internal sealed record AdjustItemBody
{
    public const string Expected = """Send {"delta":-1} with a whole number other than 0.""";

    [JsonRequired]
    public int Delta { get; set; }
}

/// <summary>Represents one line of a cart or an order.</summary>
internal sealed record ItemBody
{
    public required string Key { get; init; }

    [JsonPropertyName("content_type_id")]
    public required int ContentTypeId { get; init; }

    [JsonPropertyName("object_id")]
    [JsonConverter(typeof(ObjectIdConverter))]
    public required string ObjectId { get; init; }

    public required string? Name { get; init; }

    public required int Quantity { get; init; }

    [JsonPropertyName("unit_price")]
    public required string UnitPrice { get; init; }

    [JsonPropertyName("total_price")]
    public required string TotalPrice { get; init; }
}

/// <summary>Reads the line key at the end of a path, such as <c>/cart/items/8:BANK%20CHARGES</c>.</summary>
internal static class LineInPath
{
    /// <param name="context">The request.</param>
    /// <param name="decoded">The end of the path as routing decoded it, in which an encoded slash and an encoded percent sign look alike.</param>
    /// <exception cref="RefusedRequestException">The text is not a valid line key.</exception>
    public static LineKey Of(HttpContext context, string decoded)
    {
        if (!decoded.Contains('%', StringComparison.Ordinal) && LineKey.TryParse(decoded, out var plain))
        {
            return plain;
        }

        return LastSegment.Of(context) is { } text && LineKey.TryParse(text, out var key)
            ? key
            : throw RequestBody.Malformed(
                "The path ends with a product: the number of its type, a colon, and its id, percent-encoded, such as 7:42 or 8:BANK%20CHARGES.");
    }
}

/// <summary>Decodes the end of a path exactly. Routing keeps an encoded slash, which then looks like an encoded percent sign.</summary>
internal static class LastSegment
{
    /// <summary>Returns the end of the path; null if it is not valid text.</summary>
    public static string? Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOfAny(['?', '#']);
        var path = query < 0 ? target : target[..query];
        var encoded = path[(path.LastIndexOf('/') + 1)..];
        var text = Uri.UnescapeDataString(encoded);

        // Invalid UTF-8 stays encoded, and would otherwise equal the text of its encoding.
        return text.AsSpan().Count('%') == encoded.AsSpan().Count("%25") ? text : null;
    }
}
