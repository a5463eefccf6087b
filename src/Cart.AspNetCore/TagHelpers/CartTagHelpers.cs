using Cart.Engine;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Renders <c>&lt;cart-is-empty /&gt;</c> as <c>True</c> or <c>False</c>; true for a visitor without a cart.</summary>
[HtmlTargetElement("cart-is-empty", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CartIsEmptyTagHelper(ShoppingCart cart) : TagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var isEmpty = (await cart.GetSnapshotAsync().ConfigureAwait(false)).IsEmpty;
        output.TagName = null;
        output.Content.SetContent(isEmpty ? "True" : "False");
    }
}

/// <summary>
/// Renders <c>&lt;cart-item-count /&gt;</c> as the total quantity in the shopper's cart, in units, such as <c>3</c>; 0 without a cart.
/// </summary>
[HtmlTargetElement("cart-item-count", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CartItemCountTagHelper(ShoppingCart cart) : TagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var count = await cart.CountAsync().ConfigureAwait(false);
        output.TagName = null;
        output.Content.SetContent(count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>
/// Renders <c>&lt;cart-link class="btn"&gt;My Cart&lt;/cart-link&gt;</c> as a link to the cart page. Its default text is View Cart. The page is
/// that of <c>asp-page</c> or <c>href</c>, otherwise that of <see cref="CartHttpOptions.DetailUrlName"/>, otherwise <c>/cart/</c>.
/// </summary>
[HtmlTargetElement("cart-link")]
public sealed class CartLinkTagHelper(LinkGenerator links, IOptions<CartHttpOptions> options) : TagHelper
{
    private const string DefaultUrl = "/cart/";

    /// <summary>Gets or sets the context of the view.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext? ViewContext { get; set; }

    /// <summary>Gets or sets the name of the Razor page to link to, such as <c>/Basket</c>.</summary>
    [HtmlAttributeName("asp-page")]
    public string? Page { get; set; }

    /// <summary>Gets or sets the URL to link to, such as <c>/basket</c> or <c>~/basket</c>.</summary>
    public string? Href { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var text = await output.GetChildContentAsync().ConfigureAwait(false);
        output.TagName = "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.Insert(0, new TagHelperAttribute("href", Url()));
        if (text.IsEmptyOrWhiteSpace)
        {
            output.Content.SetContent("View Cart");
        }
    }

    private string Url() =>
        Page is not null ? OfPage(Page) ?? throw new InvalidOperationException($"<cart-link asp-page=\"{Page}\">: there is no such page.")
        : Href is not null ? OfText(Href)
        : options.Value.DetailUrlName is not { Length: > 0 } name ? DefaultUrl
        : OfName(name) ?? (name[0] is '/' ? OfPage(name) ?? name : name[0] is '~' ? OfText(name) : DefaultUrl);

    private string? OfName(string name) => ViewContext is { HttpContext: { } request }
        ? links.GetPathByName(request, name, values: null)
        : links.GetPathByName(name, values: null);

    private string? OfPage(string page) => ViewContext is { HttpContext: { } request }
        ? links.GetPathByPage(request, page)
        : links.GetPathByPage(page);

    private string OfText(string url) =>
        url.StartsWith("~/", StringComparison.Ordinal) ? $"{ViewContext?.HttpContext.Request.PathBase}{url[1..]}" : url;
}

/// <summary>
/// Renders <c>&lt;cart-summary /&gt;</c> as the sum of the lines before discount, tax and shipping, such as <c>$19.98</c>.
/// </summary>
[HtmlTargetElement("cart-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CartSummaryTagHelper(ShoppingCart cart) : TagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var currency = (await cart.GetSnapshotAsync().ConfigureAwait(false)).Currency;
        var summary = await cart.SummaryAsync().ConfigureAwait(false);
        output.TagName = null;
        output.Content.SetContent(currency.Display(summary));
    }
}
