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
        [FromServices] ChangeRunner runner,
        [FromServices] IOptions<CartHttpOptions> options,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var wanted = await ItemsToAdd.ReadAsync(context.Request, options.Value, cancellationToken).ConfigureAwait(false);
        var products = await runner.FindAsync(wanted.Products, cancellationToken).ConfigureAwait(false);
        if (wanted.FirstOutside(products) is { } unknown)
        {
            var refusal = CartProblems.ProductNotFound(wanted.PointerTo(unknown));
            return await runner.RefuseAsync(terms, wanted.Content, refusal, cancellationToken).ConfigureAwait(false);
        }

        var result = await runner.AddAsync(terms, wanted, new AddLines(wanted.PricedBy(products)), cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            CartStatus.Ok => await runner.AnswerAsync(terms, result, products, [], cancellationToken).ConfigureAwait(false),
            CartStatus.InvalidPrice => runner.NotSellable(result.Line?.Product),
            _ => CartProblems.Of(result, line => wanted.PointerTo(line.Product) + "/quantity"),
        };
    }

    private static async Task<IResult> SetAsync(
        HttpContext context, [FromRoute] string key, [FromServices] ChangeRunner runner, CancellationToken cancellationToken)
    {
        var (terms, line) = (RequestHeaders.Terms(context.Request), LineInPath.Of(context, key));
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.SetItemBody, SetItemBody.Expected, cancellationToken).ConfigureAwait(false);
        var set = new SetLines(new LineAssignment(line, Quantity.Whole(body.Quantity)));
        return await runner.RunAsync(terms, $"set {line} {body.Quantity}", set, "#/quantity", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> AdjustAsync(
        HttpContext context, [FromRoute] string key, [FromServices] ChangeRunner runner, CancellationToken cancellationToken)
    {
        var (terms, line) = (RequestHeaders.Terms(context.Request), LineInPath.Of(context, key));
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.AdjustItemBody, AdjustItemBody.Expected, cancellationToken).ConfigureAwait(false);
        var adjust = new AdjustLine(line, Quantity.Whole(body.Delta));
        return await runner.RunAsync(terms, $"adjust {line} {body.Delta}", adjust, "#/delta", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, [FromRoute] string key, [FromServices] ChangeRunner runner, CancellationToken cancellationToken)
    {
        var (terms, line) = (RequestHeaders.Terms(context.Request), LineInPath.Of(context, key));
        return await runner.RunAsync(terms, $"remove {line}", new RemoveLine(line), null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> ClearAsync(HttpContext context, [FromServices] ChangeRunner runner, CancellationToken cancellationToken) =>
        await runner.RunAsync(RequestHeaders.Terms(context.Request), "clear", new ClearLines(), null, cancellationToken).ConfigureAwait(false);
}
