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
        return new CartResponse(shown, EntityTags.CartPart(cart));
    }

    private static async Task<IResult> ExportAsync([FromServices] CurrentCart current, CancellationToken cancellationToken) =>
        new PayloadResponse(await current.GetAsync(cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> ImportAsync(
        HttpContext context,
        [FromServices] CartRestorer restorer,
        [FromServices] WantedProducts catalog,
        [FromServices] ChangeRunner runner,
        [FromServices] IOptions<CartHttpOptions> options,
        [FromServices] IOptions<CartOptions> limits,
        CancellationToken cancellationToken)
    {
        var terms = RequestTerms.Of(context.Request);
        var import = await PayloadToImport.ReadAsync(context.Request, options.Value.MaxImportBytes, cancellationToken).ConfigureAwait(false);
        var products = await catalog.FindAsync(import.Products, cancellationToken).ConfigureAwait(false);
        var (payload, leftOff) = import.PricedBy(products, limits.Value);
        var (result, warnings) = await restorer.RestoreAsync(payload, terms.For(import.Content), cancellationToken).ConfigureAwait(false);
        return result.Status is CartStatus.Ok
            ? await runner.AnswerAsync(terms, result, products, [.. leftOff, .. warnings], cancellationToken).ConfigureAwait(false)
            : CartProblems.Of(result);
    }
}
