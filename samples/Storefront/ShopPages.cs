using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace Storefront;

/// <summary>Registers the pages, and who may see what on them.</summary>
internal static class ShopPages
{
    /// <summary>The name of the cart's page, for links to it.</summary>
    public const string BasketName = "basket";

    public static void AddShopPages(this IServiceCollection services)
    {
        // Every page shows the cart of its reader, so no cache may keep it for another.
        services.AddRazorPages().AddMvcOptions(static mvc => mvc.Filters.Add(new ResponseCacheAttribute
        {
            NoStore = true,
            Location = ResponseCacheLocation.None,
            VaryByHeader = "Cookie",
        })).AddRazorPagesOptions(static pages => pages.Conventions.AddPageRouteModelConvention(
            "/Basket", static page => page.Selectors[0].AttributeRouteModel!.Name = BasketName));
        services.AddRouting(static routing => routing.LowercaseUrls = true);
        services.AddAntiforgery(static antiforgery => antiforgery.Cookie.Name = "antiforgery");
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static cookie =>
        {
            cookie.Cookie.Name = "user";
            cookie.LoginPath = "/sign-in";
        });
    }

    /// <summary>Shows faults as pages to people and as problem documents to programs.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseWhen(static context => Browsers.Ask(context.Request), static pages =>
        {
            pages.UseExceptionHandler("/oops/500");
            pages.UseStatusCodePagesWithReExecute("/oops/{0}");
        });
        app.UseWhen(static context => !Browsers.Ask(context.Request), static programs =>
        {
            programs.UseExceptionHandler();
            programs.UseStatusCodePages();
        });
    }
}
