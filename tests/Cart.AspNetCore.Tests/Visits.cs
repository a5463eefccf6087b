using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>A page of the host's own, <c>/visit</c>, that writes to the session before the cart does.</summary>
internal sealed class Visits(string? cart) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseSession();
        app.Use(async (context, rest) =>
        {
            if (context.Request.Path == "/visit")
            {
                context.Session.SetString("seen", "yes");
                if (cart is not null)
                {
                    context.Session.SetString(CartSessionAdapter.CartKey, cart);
                }

                return;
            }

            await rest(context);
        });
        next(app);
    };
}

internal static class VisitsExtensions
{
    public static CartBuilder AddVisits(this CartBuilder builder, string? cart = null)
    {
        builder.Services.AddSingleton<IStartupFilter>(new Visits(cart));
        return builder;
    }
}
