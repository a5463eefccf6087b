using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>The shopper's cart: read it, carry it away and bring it back.</summary>
internal static class CartEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", GetAsync).Describe<CartBody>("getCart", "Shows the cart. Creates nothing.");
        group.MapGet("/export", ExportAsync).Describe<object>("exportCart", "Writes the cart in the documented format.");
        group.MapPut("/import", ImportAsync).Takes<object>().Describe<CartBody>("importCart", "Puts a payload of that format into the cart.");
    }

    private static async Task<IResult> GetAsync(
        [FromServices] CurrentCart current, [FromServices] CartPresenter presenter, CancellationToken cancellationToken)
    {
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        var shown = await presenter.CartAsync(cart, ProductBatches.None, cancellationToken).ConfigureAwait(false);
        return new AnswerResult<CartBody>(shown, ResponseJsonContext.Relaxed.CartBody)
        {
            Version = shown.Version,
            CartPart = EntityTags.CartPart(cart),
        };
    }

    private static async Task<IResult> ExportAsync([FromServices] CurrentCart current, CancellationToken cancellationToken) =>
        new PayloadResponse(await current.GetAsync(cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> ImportAsync(
        HttpContext context,
        [FromServices] CartRestorer restorer,
        [FromServices] ChangeRunner runner,
        [FromServices] IOptions<CartHttpOptions> options,
        [FromServices] IOptions<CartOptions> limits,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var import = await PayloadToImport.ReadAsync(context.Request, options.Value.MaxImportBytes, cancellationToken).ConfigureAwait(false);
        var products = await runner.FindAsync(import.Products, cancellationToken).ConfigureAwait(false);
        var (payload, leftOff) = import.PricedBy(products, limits.Value);
        var (result, warnings) = await restorer
            .RestoreAsync(payload, terms with { OperationContent = import.Content }, cancellationToken).ConfigureAwait(false);
        return result.Status is CartStatus.Ok
            ? await runner.AnswerAsync(terms, result, products, [.. leftOff, .. warnings], cancellationToken).ConfigureAwait(false)
            : CartProblems.Of(result);
    }
}

/// <summary>A payload that a client wants restored. It was in the client's hands, so its prices count for nothing.</summary>
internal sealed record PayloadToImport(CartPayload Payload)
{
    /// <summary>The products that are wanted.</summary>
    public IEnumerable<ProductKey> Products => Payload.Lines.Select(static line => line.Product);

    /// <summary>What is wanted, in one text, without the prices.</summary>
    public string Content =>
        $"import\n{Payload.DiscountCode}\n{string.Join('\n', Payload.Lines.Select(static line => $"{line.Key} {line.Quantity}"))}";

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RefusedRequestException">The body is missing, too long, or no payload.</exception>
    public static async ValueTask<PayloadToImport> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var (bytes, isMessagePack) = await RequestBody.ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return new PayloadToImport(isMessagePack ? CartMessagePack.Read(bytes) : CartJson.Read(bytes));
        }
        catch (InvalidPayloadException fault)
        {
            throw RequestBody.Malformed(
                "The body is no cart of the documented format; nothing was imported.", new Remark(fault.Message, "#" + fault.Path));
        }
    }

    /// <summary>Returns the payload at the shop's prices, without the lines that the shop does not sell, and the warnings of those.</summary>
    public (CartPayload Payload, ImmutableArray<CartWarning> LeftOff) PricedBy(IReadOnlyDictionary<ProductKey, Product> products, CartOptions options)
    {
        var currency = Currency.Parse(options.Currency);
        var lines = ImmutableArray.CreateBuilder<LineAssignment>(Payload.Lines.Length);
        var leftOff = ImmutableArray.CreateBuilder<CartWarning>();
        foreach (var line in Payload.Lines)
        {
            // A key alone does not say which attributes it stands for: a client brings only lines without.
            if (line.Key.Digest is not null || !products.TryGetValue(line.Product, out var product))
            {
                leftOff.Add(Warning("product_not_found", line.Key));
            }
            else if (!CartLimits.IsUnitPrice(product.UnitPrice, currency))
            {
                leftOff.Add(Warning("product_gone", line.Key));
            }
            else
            {
                lines.Add(line with { UnitPrice = product.UnitPrice });
            }
        }

        return (Payload with { Lines = lines.ToImmutable() }, leftOff.ToImmutable());
    }

    private static CartWarning Warning(string code, LineKey key) =>
        new(code, $"{key} was left off: the shop does not sell it.") { Line = new LineProblem(code, key) };
}

/// <summary>Answers a cart in the documented format, with an entity tag over all of it.</summary>
internal sealed record PayloadResponse(CartSnapshot Cart) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = AnswerFormat.Of(httpContext);
        var content = format.IsMessagePack ? CartMessagePack.Write(Cart) : CartJson.Write(Cart);
        return EntityTags.SendAsync(httpContext, Cart.Version, EntityTags.CartPart(Cart), format, content);
    }
}
