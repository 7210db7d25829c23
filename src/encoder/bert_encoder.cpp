// The encoder with one product at a time, so that lint reads what is otherwise only in headers.
#include "encoder/bert_encoder.h"

#include "encoder/scalar_kernel.h"
#include "encoder/weight_sections.h"

namespace leann {

template class BertEncoder<ScalarKernel>;
template class WeightSections<ScalarKernel>;

}  // namespace leann
