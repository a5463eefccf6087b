using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Cart.Admin;

/// <summary>Reads forms. Each carries a token that belongs to a cookie, so that only the pages of the admin can send it.</summary>
internal static class AdminForm
{
    private const int MaxFields = 32;

    /// <summary>Reads a form that was sent.</summary>
    /// <exception cref="RefusedRequestException">It is too long, not a form, or without the right token.</exception>
    public static async ValueTask<IFormCollection> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var maxBytes = context.RequestServices.GetRequiredService<IOptions<CartHttpOptions>>().Value.MaxBodyBytes;
        if (!MediaTypes.IsForm(context.Request.ContentType))
        {
            throw new RefusedRequestException(CartErrors.NotAForm);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = maxBytes;
        }

        try
        {
            var limits = new FormOptions { ValueCountLimit = MaxFields, ValueLengthLimit = maxBytes, BufferBodyLengthLimit = maxBytes };
            var form = await context.Request.ReadFormAsync(limits, cancellationToken).ConfigureAwait(false);
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context).ConfigureAwait(false);
            return form;
        }
        catch (AntiforgeryValidationException)
        {
            throw new RefusedRequestException(CartErrors.FormExpired);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw new RefusedRequestException(CartErrors.RequestTooLarge);
        }
        catch (Exception fault) when (RequestBody.IsBroken(fault, context))
        {
            throw RequestBody.Broken(context, fault);
        }
    }
}
