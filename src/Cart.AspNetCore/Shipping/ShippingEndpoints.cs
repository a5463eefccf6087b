using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.AspNetCore;

/// <summary>How the shopper's cart is shipped.</summary>
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

    private static async Task<IResult> ListAsync(
        [FromServices] CurrentCart current, [FromServices] CartPricer pricer, CancellationToken cancellationToken)
    {
        var pricing = pricer.Price(await current.GetAsync(cancellationToken).ConfigureAwait(false));
        var options = await pricing.GetShippingOptionsAsync(cancellationToken).ConfigureAwait(false);
        var currency = pricing.Cart.Currency;
        return new AnswerResult<IReadOnlyList<ShippingOptionBody>>(
            [.. options.Select(option => ShippingOptionBody.Of(option, currency))], ListType);
    }

    private static async Task<IResult> SelectAsync(
        HttpContext context,
        [FromServices] CurrentCart current,
        [FromServices] CartPricer pricer,
        [FromServices] ChangeRunner runner,
        CancellationToken cancellationToken)
    {
        var terms = RequestHeaders.Terms(context.Request);
        var body = await RequestBody
            .ReadAsync(context, RequestJsonContext.Default.ShippingBody, ShippingBody.Expected, cancellationToken).ConfigureAwait(false);
        var pricing = pricer.Price(await current.GetAsync(cancellationToken).ConfigureAwait(false));
        var options = await pricing.GetShippingOptionsAsync(cancellationToken).ConfigureAwait(false);
        var content = "shipping " + body.Id;
        return options.Any(option => option.Id == body.Id)
            ? await runner.RunAsync(terms, content, new SelectShipping(body.Id), null, cancellationToken).ConfigureAwait(false)
            : await runner.RefuseAsync(terms, content, CartProblem.Of(CartErrors.ShippingOptionNotFound), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> DeselectAsync(
        HttpContext context, [FromServices] ChangeRunner runner, CancellationToken cancellationToken) => await runner
        .RunAsync(RequestHeaders.Terms(context.Request), "no shipping", new SelectShipping(null), null, cancellationToken).ConfigureAwait(false);
}

/// <summary>The shipping option to select: <c>{"id":"express"}</c>.</summary>
internal sealed record ShippingBody
{
    public const string Expected = """Send {"id":"express"} with the id of an option, as GET /cart/shipping-options lists them.""";

    [JsonRequired]
    public string Id { get; set; } = "";
}

/// <summary>One way to ship a cart or an order.</summary>
internal sealed record ShippingOptionBody(string Id, string Name, string Price)
{
    public static ShippingOptionBody Of(ShippingOption option, Currency currency) =>
        new(option.Id, option.Name, currency.Format(currency.Round(option.Price)));
}
