using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Defines the endpoints that read, export and import the shopper's cart.</summary>
internal static class CartEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", GetAsync).Describe<CartBody>("getCart", "Shows the cart. Creates nothing.");
        group.MapGet("/export", ExportAsync).Describe<object>("exportCart", "Writes the cart in the documented format.");
        group.MapPut("/import", ImportAsync).Takes<object>().Describe<CartBody>("importCart", "Puts a payload of that format into the cart.");
    }

    private static async Task<IResult> GetAsync([FromServices] ShoppingCart cart, CancellationToken cancellationToken)
    {
        var view = await cart.GetAsync(cancellationToken).ConfigureAwait(false);
        var shown = CartPresenter.BodyOf(view);
        return new AnswerResult<CartBody>(shown, ResponseJsonContext.Relaxed.CartBody)
        {
            Version = shown.Version,
            CartPart = EntityTags.CartPart(view.Cart),
        };
    }

    private static async Task<IResult> ExportAsync([FromServices] ShoppingCart cart, CancellationToken cancellationToken) =>
        new PayloadResponse(await cart.GetSnapshotAsync(cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> ImportAsync(
        HttpContext context,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        [FromServices] IOptions<CartHttpOptions> options,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var payload = await ReadPayloadAsync(context.Request, options.Value.MaxImportBytes, cancellationToken).ConfigureAwait(false);
        var change = await cart.TryRestoreAsync(payload, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<CartPayload> ReadPayloadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var (bytes, isMessagePack) = await RequestBody.ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return isMessagePack ? CartMessagePack.Read(bytes) : CartJson.Read(bytes);
        }
        catch (InvalidPayloadException fault)
        {
            throw RequestBody.Malformed(
                "The body is no cart of the documented format; nothing was imported.", new Remark(fault.Message, "#" + fault.Path));
        }
    }
}

/// <summary>Represents a response with a cart in the documented format and an entity tag over all of it.</summary>
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
