using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>Defines the endpoints of the discount on the shopper's cart.</summary>
internal static class DiscountEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPut("/discount", ApplyAsync).Takes<DiscountBody>().Describe<CartBody>("applyDiscount", "Applies a discount.");
        group.MapDelete("/discount", RemoveAsync).Describe<CartBody>("removeDiscount", "Takes the discount off; fine when there is none.");
    }

    private static async Task<IResult> ApplyAsync(
        HttpContext context,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.DiscountBody, DiscountBody.Expected, cancellationToken).ConfigureAwait(false);
        var change = await cart.TryApplyDiscountAsync(body.Code, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, [FromServices] ShoppingCart cart, [FromServices] ChangeAnswers answers, CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var change = await cart.TryRemoveDiscountAsync(terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Represents the discount to apply: <c>{"code":"SUMMER25"}</c>.</summary>
internal sealed record DiscountBody
{
    public const string Expected = """Send {"code":"SUMMER25"} with the code as a string.""";

    [JsonRequired]
    public string Code { get; set; } = "";
}
