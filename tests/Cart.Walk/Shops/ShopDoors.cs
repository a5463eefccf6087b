using System.Security.Claims;
using Cart.Engine;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cart.Walk;

/// <summary>The host's own endpoints: logins as the sample's, and the facade.</summary>
internal static class ShopDoors
{
    public static void MapDoors(this IEndpointRouteBuilder app)
    {
        app.MapPost("/login", LogInAsync);
        app.MapPost("/recognise", static ([FromBody] LoginBody body, HttpContext context) => context.SignInAsync(PrincipalOf(body.User)));
        app.MapPost("/logout", LogOutAsync);
        app.MapGet("/walk/cart", static async (CurrentCart current) => (await current.GetAsync()) is { Version: > 0 } cart ? cart.Id.ToString() : "");
        app.MapGet("/facade", static async (ShoppingCart cart) => Results.Json(await FacadeAnswer.OfAsync(cart)));
        app.MapPost("/facade/{verb}", FacadeAsync);
    }

    // The order of the sample's login: the request gets its user, the cart follows, the browser gets its cookie.
    private static async Task<IResult> LogInAsync([FromBody] LoginBody body, HttpContext context, ShoppingCart cart)
    {
        context.User = PrincipalOf(body.User);
        await cart.SignInAsync(body.User);
        await context.SignInAsync(context.User);
        return Results.NoContent();
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, ShoppingCart cart)
    {
        await context.SignOutAsync();
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        await cart.SignOutAsync();
        return Results.NoContent();
    }

    private static ClaimsPrincipal PrincipalOf(string user) => new(
        new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user), new Claim(ClaimTypes.Name, user)], CookieAuthenticationDefaults.AuthenticationScheme));

    private static async Task<IResult> FacadeAsync(string verb, [FromBody] FacadeBody body, ShoppingCart cart)
    {
        var ownPrices = new ChangeOptions { OwnPrices = true };
        switch (verb)
        {
            case "add":
                await cart.AddBulkAsync([.. body.Items.Select(static item => new BulkItem(item.Key, item.Price, item.Quantity))], ownPrices);
                break;
            case "set":
                await cart.UpdateAsync(body.Items[0].Key, body.Items[0].Quantity, body.Items[0].Price, ownPrices);
                break;
            case "adjust":
                await cart.AdjustAsync(body.Items[0].Key, body.Items[0].Quantity);
                break;
            case "remove":
                await cart.RemoveAsync(body.Items[0].Key);
                break;
            case "clear":
                await cart.ClearAsync();
                break;
            case "code" when body.Text is { } code:
                await cart.ApplyDiscountAsync(code);
                break;
            case "code":
                await cart.RemoveDiscountAsync();
                break;
            case "shipping":
                await cart.SelectShippingAsync(body.Text);
                break;
            default:
                var placed = await cart.TryCheckoutAsync(new CheckoutRequest { ExpectedTotal = body.Total });
                var answer = FacadeAnswer.Of(placed.Order ?? throw placed.Error!.ToException());
                return Results.Json(answer, statusCode: placed.Outcome is "placed" ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }

        return Results.Json(await FacadeAnswer.OfAsync(cart));
    }

    internal sealed record LoginBody(string User);

    internal sealed record FacadeBody(FacadeItem[] Items, string? Text, decimal? Total);

    internal sealed record FacadeItem(int Type, string Id, int Quantity, decimal Price)
    {
        public ProductKey Key => new(Type, Id);
    }
}
