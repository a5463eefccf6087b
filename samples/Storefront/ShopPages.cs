using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Storefront;

/// <summary>Registers the pages and their access rules.</summary>
internal static class ShopPages
{
    /// <summary>The name of the cart's page, for links to it.</summary>
    public const string BasketName = "basket";

    public static void AddShopPages(this IServiceCollection services)
    {
        services.AddRazorPages().AddMvcOptions(static mvc => mvc.Filters.Add(new PageRules()))
            .AddRazorPagesOptions(static pages => pages.Conventions.AddPageRouteModelConvention(
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

    // MVC applies a ResponseCacheAttribute among its filters to controllers only, not to pages.
    private sealed class PageRules : IPageFilter
    {
        public void OnPageHandlerSelected(PageHandlerSelectedContext context)
        {
        }

        public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
        {
            // Every page shows the reader's own cart, so no cache may store it.
            var headers = context.HttpContext.Response.Headers;
            (headers.CacheControl, headers.Vary) = ("no-cache, no-store", "Cookie");

            // Razor would draw a page without its model where it has no handler. The page of a fault is drawn by any method.
            if (context.HandlerMethod is null && context.HttpContext.Response.StatusCode < 400)
            {
                context.Result = new NotFoundResult();
            }
        }

        public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
        {
        }
    }
}
