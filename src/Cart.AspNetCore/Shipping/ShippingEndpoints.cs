using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>Defines the endpoints of the shipping of the shopper's cart.</summary>
internal static class ShippingEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/shipping-options", ListAsync)
            .Describe<IReadOnlyList<ShippingOptionBody>>("listShippingOptions", "Lists the ways to ship the cart.");
        group.MapPut("/shipping", SelectAsync).Takes<ShippingBody>().Describe<CartBody>("selectShipping", "Selects one of these ways.")
            .Produces<CartProblem>(StatusCodes.Status404NotFound, MediaTypes.Problem);
        group.MapDelete("/shipping", DeselectAsync).Describe<CartBody>("deselectShipping", "Selects none.");
    }

    private static JsonTypeInfo<IReadOnlyList<ShippingOptionBody>> ListType => ResponseJsonContext.Relaxed.IReadOnlyListShippingOptionBody;

    private static async Task<IResult> ListAsync([FromServices] ShoppingCart cart, CancellationToken cancellationToken)
    {
        var options = await cart.ShippingOptionsAsync(cancellationToken).ConfigureAwait(false);
        var currency = (await cart.GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Currency;
        return new AnswerResult<IReadOnlyList<ShippingOptionBody>>(
            [.. options.Select(option => ShippingOptionBody.Of(option, currency))], ListType);
    }

    private static async Task<IResult> SelectAsync(
        HttpContext context,
        [FromServices] ShoppingCart cart,
        [FromServices] ChangeAnswers answers,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.ShippingBody, ShippingBody.Expected, cancellationToken).ConfigureAwait(false);
        var change = await cart.TrySelectShippingAsync(body.Id, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> DeselectAsync(
        HttpContext context, [FromServices] ShoppingCart cart, [FromServices] ChangeAnswers answers, CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var change = await cart.TrySelectShippingAsync(null, terms, cancellationToken).ConfigureAwait(false);
        return await answers.AnswerAsync(change, terms, null, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Represents the shipping option to select: <c>{"id":"express"}</c>.</summary>
internal sealed record ShippingBody
{
    public const string Expected = """Send {"id":"express"} with the id of an option, as GET /cart/shipping-options lists them.""";

    [JsonRequired]
    public string Id { get; set; } = "";
}

/// <summary>Represents a shipping option of a cart or an order.</summary>
internal sealed record ShippingOptionBody(string Id, string Name, string Price)
{
    public static ShippingOptionBody Of(ShippingOption option, Currency currency) =>
        new(option.Id, option.Name, currency.Format(currency.Round(option.Price)));
}
