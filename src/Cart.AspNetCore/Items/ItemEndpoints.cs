using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>The lines of the shopper's cart.</summary>
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
