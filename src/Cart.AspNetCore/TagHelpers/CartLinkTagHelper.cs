using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>
/// <c>&lt;cart-link class="btn"&gt;My Cart&lt;/cart-link&gt;</c>: a link to the page of the cart; without a text it says View Cart.
/// The page is the endpoint that <see cref="CartHttpOptions.DetailUrlName"/> names, or else <c>/cart/</c>.
/// </summary>
[HtmlTargetElement("cart-link")]
public sealed class CartLinkTagHelper(LinkGenerator links, IOptions<CartHttpOptions> options) : TagHelper
{
    private const string DefaultUrl = "/cart/";

    /// <summary>The request that the page is shown for.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext? ViewContext { get; set; }

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

    private string Url()
    {
        if (options.Value.DetailUrlName is not { Length: > 0 } name)
        {
            return DefaultUrl;
        }

        var path = ViewContext is { HttpContext: { } request }
            ? links.GetPathByName(request, name, values: null)
            : links.GetPathByName(name, values: null);
        return path ?? DefaultUrl;
    }
}
