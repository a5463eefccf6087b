using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>The discount on the shopper's cart.</summary>
internal static class DiscountEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPut("/discount", ApplyAsync).Takes<DiscountBody>().Describe<CartBody>("applyDiscount", "Applies a discount.");
        group.MapDelete("/discount", RemoveAsync).Describe<CartBody>("removeDiscount", "Takes the discount off; fine when there is none.");
    }

    private static async Task<IResult> ApplyAsync(
        HttpContext context,
        [FromServices] CartDiscounts discounts,
        [FromServices] ChangeRunner runner,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.DiscountBody, DiscountBody.Expected, cancellationToken).ConfigureAwait(false);

        var content = "discount " + (DiscountCode.TryParse(body.Code, out var code) ? code.Key : body.Code);
        var (result, refusal) = await discounts
            .ApplyAsync(body.Code, terms with { OperationContent = content }, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return CartProblem.Of(refusal);
        }

        return result!.Status is CartStatus.Ok
            ? await runner.AnswerAsync(terms, result, ProductBatches.None, [], cancellationToken).ConfigureAwait(false)
            : CartProblem.Of(CartErrors.Of(result));
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, [FromServices] ChangeRunner runner, CancellationToken cancellationToken) => await runner
        .RunAsync(RequestHeaders.Terms(context.Request), "no discount", new RemoveDiscount(), null, cancellationToken).ConfigureAwait(false);
}

/// <summary>The discount to apply: <c>{"code":"SUMMER25"}</c>.</summary>
internal sealed record DiscountBody
{
    public const string Expected = """Send {"code":"SUMMER25"} with the code as a string.""";

    [JsonRequired]
    public string Code { get; set; } = "";
}
