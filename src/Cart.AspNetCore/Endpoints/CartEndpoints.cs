using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>The shopper's cart: read it, add to it.</summary>
internal static class CartEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", GetAsync);
        group.MapPost("/items", AddAsync);
    }

    private static async Task<IResult> GetAsync(
        [FromServices] CurrentCart current,
        [FromServices] CartPresenter presenter,
        CancellationToken cancellationToken)
    {
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        return new CartResponse(await presenter.CartAsync(cart, ProductBatches.None, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> AddAsync(
        HttpContext context,
        [FromServices] CurrentCart current,
        [FromServices] IProductCatalog catalog,
        [FromServices] CartPresenter presenter,
        [FromServices] IOptions<CartHttpOptions> options,
        CancellationToken cancellationToken)
    {
        var operation = RequestHeaders.Operation(context.Request);
        var wanted = await ItemsToAdd.ReadAsync(context.Request, options.Value, cancellationToken).ConfigureAwait(false);
        var products = await catalog.FindAllAsync(wanted.Products, cancellationToken).ConfigureAwait(false);
        if (wanted.FirstOutside(products) is { } unknown)
        {
            return CartProblems.ProductNotFound(wanted.PointerTo(unknown));
        }

        var add = new AddLines(wanted.PricedBy(products))
        {
            Operation = operation,
            OperationContent = wanted.Content,
            ExpectedVersion = EntityTags.ExpectedVersion(context.Request),
            WithSnapshot = true,
        };
        var result = await current.ApplyAsync(add, cancellationToken).ConfigureAwait(false);
        return result.Status is CartStatus.Ok
            ? new CartResponse(await presenter.CartAsync(result.Snapshot!, products, cancellationToken).ConfigureAwait(false))
            {
                Replayed = result.Replayed,
            }
            : CartProblems.Of(result, result.Product is { } product ? wanted.PointerTo(product) : null);
    }
}
